"""A pytest plugin: each test process gets a data directory of its own, and none of the settings of who starts it.

It is named in `pyproject.toml`, because settings are read before any `conftest.py`. DATABASE_URL stays: it says on which
database the tests run.
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
