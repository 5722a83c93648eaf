"""Numbers promised in the documentation, compared with the constants, both as literals.

Other tests use these constants to wait or to count, and would not notice a wrong one.
"""

from datetime import timedelta
from importlib import import_module

import pytest

from accounts.login.throttle import Limit
from tests.environment import ROOT

DOCS = ROOT / "docs"
#: Module and name, the value, the page and its words.
NUMBERS = [
    ("delivery.page_cache", "STALE_PAGE_TIMEOUT", 0.5, "adr/0012-page-cache.md", "waits half a second at most for the new one, two readers at a time"),
    ("delivery.page_cache", "MAX_WAITING_READERS", 2, "adr/0012-page-cache.md", "waits half a second at most for the new one, two readers at a time"),
    ("delivery.page_cache", "RETRY_AFTER", 5.0, "adr/0012-page-cache.md", "tried again after five seconds"),
    ("core.edition_clock", "CHECK_INTERVAL", 1.0, "redaktion.md", "Nach einer Sekunde steht es auf der Website"),
    ("core.edition_clock", "ANSWER_TIMEOUT", 3.0, "adr/0012-page-cache.md", "a question to it has had no answer for three seconds"),
    ("operations.health", "LATE_AFTER", 60.0, "ueberwachung.md", "die Suche ist länger als eine Minute hinter den Seiten"),
    ("operations.health", "MIN_FREE_BYTES", 100_000_000, "ueberwachung.md", "100 MB"),
    ("accounts.login.sessions", "IDLE_TIMEOUT", 1_800, "redaktion.md", "30 Minuten lang weder klicken noch schreiben, und spätestens nach 8 Stunden"),
    ("accounts.login.sessions", "SESSION_TIMEOUT", 28_800, "redaktion.md", "30 Minuten lang weder klicken noch schreiben, und spätestens nach 8 Stunden"),
    ("accounts.login.throttle", "LIMIT_OF_NAME_AT_ADDRESS", Limit(5, timedelta(minutes=15)), "redaktion.md", "Nach fünf falschen Versuchen ist die Anmeldung an diesem Ort für 15 Minuten gesperrt"),
    ("accounts.login.throttle", "LIMIT_OF_CODES", Limit(20, timedelta(hours=1)), "adr/0022-two-factors.md", "twenty an hour for a name from all places"),
    ("accounts.login.throttle", "LIMIT_OF_ADDRESS", Limit(30, timedelta(minutes=15)), "adr/0022-two-factors.md", "thirty in 15 minutes for an address"),
    ("accounts.login.throttle", "FAMILIAR_FOR", timedelta(days=90), "adr/0022-two-factors.md", "familiar places for 90 days"),
    ("accounts.login.throttle", "ATTEMPT_LIFETIME", timedelta(hours=1), "adr/0022-two-factors.md", "kept as keyed digests, for an hour"),
    ("accounts.login.second_factor", "CODE_COUNT", 10, "adr/0022-two-factors.md", "**Ten backup codes**, 59 bits each"),
    ("accounts.login.second_factor", "GROUP_COUNT", 3, "adr/0022-two-factors.md", "**Ten backup codes**, 59 bits each"),
    ("accounts.login.second_factor", "GROUP_LENGTH", 4, "adr/0022-two-factors.md", "**Ten backup codes**, 59 bits each"),
    ("search.models", "KEPT_DAYS", 90, "redaktion.md", "nach 90 Tagen ist es weg"),
    ("search.models", "MAX_MISSED_ROWS", 1_000, "adr/0016-in-memory-search-index.md", "at most 1000 rows, for 90 days"),
    ("search.models", "MAX_MISSED_LENGTH", 60, "adr/0016-in-memory-search-index.md", "never more than 60 letters"),
    ("search.engine.query", "MAX_LETTERS", 200, "adr/0016-in-memory-search-index.md", "cut at 200 letters and 12 words"),
    ("search.engine.query", "MAX_WORDS", 12, "adr/0016-in-memory-search-index.md", "cut at 200 letters and 12 words"),
    ("files.file_reader.__main__", "CPU_SECONDS", 10, "adr/0013-uploaded-files.md", "with 10 seconds of processor time, 512 MB"),
    ("files.file_reader.__main__", "MEMORY_BYTES", 512 * 1024**2, "adr/0013-uploaded-files.md", "with 10 seconds of processor time, 512 MB"),
    ("links.external", "HOST_INTERVAL", 1.0, "adr/0015-link-checker.md", "request for each host and second"),
    ("links.external", "TOTAL_TIMEOUT", 20.0, "adr/0015-link-checker.md", "20 seconds at most for one answer"),
    ("links.models", "DOUBTFUL_DAYS", 3, "adr/0015-link-checker.md", "three days in a row"),
    ("editorial.office.start_page", "CONFIRMATION_PERIOD", timedelta(days=365), "redaktion.md", "die seit einem Jahr niemand geändert oder bestätigt hat"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name", "value", "page", "words"), NUMBERS, ids=lambda given: str(given)[:40])
def test_a_number_is_the_one_that_a_page_promises(module, name, value, page, words):
    assert getattr(import_module(module), name) == value, f"docs/{page} promises: {words}"
    assert words in " ".join((DOCS / page).read_text().split()), (
        f"docs/{page} no longer promises for {module}.{name}: {words}"
    )


def test_the_office_is_given_the_times_that_its_browser_gets(settings):
    """The cookie ends with the session."""
    assert settings.SESSION_COOKIE_AGE == 8 * 60 * 60


def test_a_password_is_as_long_as_promised(settings):
    options = {each["NAME"].rpartition(".")[2]: each.get("OPTIONS", {}) for each in settings.AUTH_PASSWORD_VALIDATORS}

    assert options["MinimumLengthValidator"] == {"min_length": 12}
    assert "Passwords**: 12 to 128 characters" in (DOCS / "adr/0022-two-factors.md").read_text()
