"""`make deploy-drill` counts a lost request as a missed promise."""

import pytest

from qa.deploy_drill.promises import at_most, equal, nothing_lost


@pytest.mark.parametrize(("seen", "met"), [([21], True), ([20], False), ([500, (503, "Wartung", "12:00:00")], False)])
def test_a_request_that_found_no_page_is_lost(seen, met):
    (verdict,) = nothing_lost(seen)

    assert verdict.met is met


def test_another_answer_or_a_late_one_is_a_miss():
    assert equal("closed", 503, 503).met
    assert not equal("closed", 200, 503).met
    assert at_most("ready", 6.0, 6).met
    assert not at_most("ready", 6.1, 6).met
