"""Swiss German spelling: ss and «…», also in texts of libraries."""

import polib
import pytest

from tests.site.swiss_german import CATALOGUE, DOMAINS, is_swiss, key, needed, own, texts

each_domain = pytest.mark.parametrize("domain", DOMAINS)
ADD_THEM = "run DJANGO_SETTINGS_MODULE=kip_site.settings python -m tests.site.swiss_german"


@each_domain
def test_every_text_of_a_library_that_is_not_swiss_is_overridden(domain):
    wanting = needed(domain)

    assert len(wanting) > 2
    assert sorted(wanting.keys() - {key(entry) for entry in own(domain)}, key=str) == [], ADD_THEM


@each_domain
def test_the_german_catalogue_is_swiss(domain):
    assert [entry.msgid for entry in own(domain) if not is_swiss(entry)] == []


@each_domain
def test_the_compiled_catalogue_holds_the_same_texts(domain):
    compiled = polib.mofile(str(CATALOGUE / f"{domain}.mo"))

    assert {key(entry): texts(entry) for entry in compiled} == {key(entry): texts(entry) for entry in own(domain)}
