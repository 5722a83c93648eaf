"""Templates that extend one of the same name load in any order of threads."""

import subprocess
import sys

import pytest

from tests import template
from tests.environment import ROOT, clean_environment

pytestmark = pytest.mark.slow

#: Two threads load their first template at the same time, and loaders take half a second to make; then the page once more.
RACE = """
import threading, time
from django.template.engine import Engine
make = Engine.get_template_loaders
def slowly(*given):
    time.sleep(0.5)
    return make(*given)
Engine.get_template_loaders = slowly
start, threading.Thread.start = threading.Thread.start, lambda thread: None  # the server's own are not the first to load
import kip_site.wsgi
threading.Thread.start = start
from django.template import engines, loader
engines["django"]
together = threading.Barrier(2)
def load(wait=together.wait):
    wait()
    page = loader.get_template("admin/login.html")
    wait()
    is_last = page.template.origin.loader in engines["django"].engine.template_loaders[0].loaders
    time.sleep(0.5 * is_last)  # the thread whose loaders were replaced renders first
    return page.render({"central_account": "/x", "title": "x"})
threads = [threading.Thread(target=load) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(load(lambda: None).count('class="central"'))
"""


def test_threads_that_load_their_first_template_together_leave_none_doubled(tmp_path):
    template.put_into(tmp_path)

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", RACE], cwd=ROOT, env=clean_environment() | {"VAR_DIR": str(tmp_path)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip

    assert done.stdout.split() == ["1"], done.stderr
