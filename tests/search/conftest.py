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
    before, synonyms_edition = registry.current(), registry.synonyms_edition
    office.public_index.key = office.draft_index.key = None
    yield
    are_the_same = registry.synonyms_edition == synonyms_edition
    registry.index_set, registry.synonyms_edition = before, synonyms_edition if are_the_same else None
