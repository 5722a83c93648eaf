"""A pytest plugin: each test process has its own data directory, and no settings from the caller's environment.

It is listed in `pyproject.toml`, because settings are read before any `conftest.py`. DATABASE_URL is kept: it
selects the database of the tests.
"""

import os
import shutil
import tempfile

from tests.environment import variables

for name in variables() - {"DATABASE_URL"}:
    os.environ.pop(name, None)
os.environ["VAR_DIR"] = VAR_DIR = tempfile.mkdtemp(prefix="kip-test-")


def pytest_unconfigure():
    shutil.rmtree(VAR_DIR, ignore_errors=True)
