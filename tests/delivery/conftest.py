"""A clock for tests of the page cache."""

import pytest

from core.edition_clock import Clock


@pytest.fixture
def clock() -> Clock:
    """A clock at the first edition; tests set others."""
    clock = Clock()
    clock.edition = "1"
    return clock
