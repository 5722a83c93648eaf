"""Database and static files are shared with the other tests."""

from tests.conftest import collected_static_files, django_db_setup, german  # noqa: F401
