"""The database and the static files are those of all tests."""

from tests.conftest import collected_static_files, django_db_setup, german  # noqa: F401
