"""Programs that tests need and pip does not install: a browser, Java with the Nu HTML checker."""

import os
import shutil
from pathlib import Path

import pytest


def absent(what: str, way_out: str):
    """A test that cannot run is passed over at a desk, and fails where everything must have run."""
    message = f"{what} is missing: {way_out}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def chromium() -> str:
    """The program that CHROMIUM names, or else Debian's."""
    return shutil.which(os.environ.get("CHROMIUM") or "chromium") or absent("Chromium", "apt install chromium")


def nu_html_checker() -> list[str]:
    """The command that checks files."""
    java = shutil.which("java") or absent("Java", "apt install default-jre-headless")
    jar = Path(os.environ.get("VNU_JAR", ""))
    if not jar.is_file():
        absent("The Nu HTML checker", "`bash .ci/run` fetches it, and VNU_JAR names it")
    return [java, "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(jar)]  # a run of seconds
