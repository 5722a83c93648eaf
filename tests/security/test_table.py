"""Every check in the documentation has a test with its number, and every number is documented."""

from .table import checks, marked


def test_each_number_stands_there_once_and_in_order():
    """What was taken away leaves a gap: a number never comes to mean something else."""
    numbers = [check.number for check in checks()]

    assert numbers[:33] == list(range(1, 34))
    assert numbers == sorted(set(numbers))


def test_every_check_has_a_test():
    numbers = set().union(*marked().values())

    assert numbers == {check.number for check in checks()}


def test_every_file_that_the_page_names_shows_the_check():
    named = [(file, check.number) for check in checks() for file in check.files]
    shown = marked()

    assert len(named) > 30
    assert [(file, number) for file, number in named if number not in shown.get(file, set())] == []
