"""The database, the static files and the running site are those of all tests."""

from tests.conftest import collected_static_files, django_db_setup, german, site  # noqa: F401
