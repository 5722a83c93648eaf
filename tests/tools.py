"""Programs that tests need and Python cannot bring: a browser, Java with the Nu HTML checker."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings

VNU = settings.BASE_DIR / "build" / "vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def absent(what: str, way_out: str):
    """A test that cannot run is passed over at a desk, and fails where everything must have run."""
    message = f"{what} is missing: {way_out}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found or absent("Chromium", "apt install chromium")


def nu_html_checker() -> list[str]:
    """The command that checks files; the jar comes with `.ci/run`, or from VNU_JAR."""
    java = shutil.which("java") or absent("Java", "apt install default-jre-headless")
    jar = Path(os.environ.get("VNU_JAR") or VNU)
    if not jar.exists():
        absent("The Nu HTML checker", "bash .ci/run fetches it, or VNU_JAR names it")
    return [java, "-jar", str(jar)]
