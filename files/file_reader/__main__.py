"""`python -m files.file_reader pdf` reads the file from standard input.

On standard output: one line of JSON with the facts about the file or the refusal, then the bytes to store.
"""

import json
import resource
import sys

from . import FileError, image, pdf

CPU_SECONDS = 10  # of processor time
MEMORY_BYTES = 512 * 1024**2  # one process at a time, within the 1 GiB that the site has
LIMITS = {
    resource.RLIMIT_CPU: CPU_SECONDS,
    resource.RLIMIT_AS: MEMORY_BYTES,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
DAMAGED = (
    "Diese Datei ist beschädigt oder unvollständig. Öffnen Sie sie auf Ihrem Computer, speichern Sie sie neu, und laden Sie "
    "sie noch einmal hoch."
)


def set_limits():
    for what, most in LIMITS.items():
        resource.setrlimit(what, (most, most))


def read_file(kind: str, content: bytes) -> tuple[dict, bytes]:
    """The facts, and the bytes to store if they differ from the uploaded ones."""
    try:
        return pdf.facts(content) if kind == "pdf" else image.facts(kind, content)
    except FileError as refusal:
        return {"refusal": str(refusal)}, b""
    except MemoryError:
        raise
    except Exception:  # libraries raise many kinds of errors for a broken file
        return {"refusal": DAMAGED}, b""


def main(kind: str):
    set_limits()
    facts, kept = read_file(kind, sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + kept)


if __name__ == "__main__":
    main(sys.argv[1])
