"""Every check of the page has a test that carries its number, and every number stands on the page."""

from .table import checks, marked


def test_the_numbers_are_without_a_gap():
    assert [check.number for check in checks()] == list(range(1, len(checks()) + 1))


def test_every_check_has_a_test():
    numbers = set().union(*marked().values())

    assert numbers == {check.number for check in checks()}


def test_every_file_that_the_page_names_shows_the_check():
    named = [(file, check.number) for check in checks() for file in check.files]
    shown = marked()

    assert len(named) > 30
    assert [(file, number) for file, number in named if number not in shown.get(file, set())] == []
