"""What all tests stand on: the content that comes with the repository, and German as the language."""

import pytest
from django.core.management import call_command
from django.utils import translation


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_content", verbosity=0)


@pytest.fixture(autouse=True)
def german():
    """modeltranslation keeps the active language in its thread: no test may hand its own to the next."""
    translation.activate("de")
    yield
    translation.activate("de")
