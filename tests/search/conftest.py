"""Resets the index: tests roll content back, and the next may reach the same edition with other content."""

import pytest

from search import office
from search.index_registry import registry


@pytest.fixture(autouse=True)
def shelf_of_shipped_content(request):
    """What a test made of its own content goes with it."""
    if not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("db")
    before = registry.current()
    office.public_index.key = office.draft_index.key = None
    yield
    registry.index_set, registry.synonyms_edition = before, None
