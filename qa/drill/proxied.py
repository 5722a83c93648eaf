"""Scenes through the shipped nginx: a flood of searches from one address, and one look after an edit."""

import json
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from statistics import median

from qa.bench.answers import Answer
from qa.bench.processes import wait_until_idle
from qa.bench.report import Verdict, at_most
from qa.drill.scenes import Scene
from qa.drill.sites import WITH_SESSION, Front, Site, edit

RATE = 100  # searches a second
#: Seconds: to open and read the pages before and during the flood, and until the look after an edit.
READING, LOOK_AFTER = 10, 1.5
AT_ONCE = 30  # of the searches
#: The median of readers may differ by this factor and these milliseconds, as the load generator uses processor time as well.
MORE, NOISE = 1.5, 2
ROUNDS = 4
FLOOD = "import sys; from qa.drill.proxied import flood; flood(int(sys.argv[1]), float(sys.argv[2]))"


def flood(port: int, seconds: float):
    """Prints what was answered. Runs in a process of its own, or it would slow down the readers of the drill."""
    front, answers, started = Front(port, []), [], time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as together:
        for number in range(int(RATE * seconds)):
            time.sleep(max(0.0, started + number / RATE - time.monotonic()))
            answers.append(together.submit(front.ask, f"/suche/?q=kurs+{number}"))
    print(json.dumps(Counter(kind(answer.result()) for answer in answers)))


def kind(answer: Answer) -> str:
    """The status, and for a refusal whether it says when to try again."""
    return f"{answer.status} {'later' if answer.headers.get('retry-after') else ''}".strip()


def read(front: Front, seconds: float) -> float:
    """The median in milliseconds of a reader who opens all pages in turn."""
    waited, ends = [], time.monotonic() + seconds
    for path in cycle(front.paths):
        started = time.monotonic()
        if started > ends:
            return 1000 * median(waited)
        front.ask(path)
        waited.append(time.monotonic() - started)
    raise AssertionError("There are no pages.")


def searched(front: Front, processes: int) -> Scene:
    read(front, READING)  # all pages are kept then
    before = read(front, READING)
    command = [sys.executable, "-c", FLOOD, str(front.port), str(READING)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as searching:  # noqa: S603
        during = read(front, READING)
        answered = json.loads(searching.communicate()[0])
    promises = [
        at_most(MORE * before + NOISE, during, f"median of readers as before, {before:.2f} ms", "{:.2f} ms"),
        Verdict(
            "each search is answered, or refused with a time", str(answered), set(answered) == {"200", "429 later"}
        ),
    ]
    return Scene(f"{RATE} searches a second, {processes} processes", None, promises)


def looked_once(front: Front, site: Site, database: str) -> Scene:
    """The page is in the cache of nginx; the editor looks once after each edit, and so does a reader, later."""
    editor, reader = 0, 0
    for number in range(ROUNDS):
        words = f"Ein Blick {number}"
        wait_until_idle([site])
        front.ask("/glossar/")
        edit(database, words)
        time.sleep(LOOK_AFTER)
        editor += words in front.ask("/glossar/", **WITH_SESSION).text
        reader += words in front.ask("/glossar/").text
    promises = [
        Verdict(
            f"one look of the editor, {LOOK_AFTER} s after the edit, shows it",
            f"{editor} of {ROUNDS}",
            editor == ROUNDS,
        ),
        Verdict("so does that of a reader after it", f"{reader} of {ROUNDS}", reader == ROUNDS),
    ]
    return Scene("one look after an edit", None, promises)
