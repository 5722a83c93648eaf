"""`python -m files.file_reader pdf`: the file on standard input; on standard output one line of JSON with what the file
says of itself, or with the refusal, and after it the bytes to keep."""

import json
import resource
import sys

from . import FileError, image, pdf

CPU_SECONDS = 20  # of processor time
MEMORY_BYTES = 1024**3  # bytes
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


def set_limits(limits: dict[int, int] = LIMITS):
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


def read_file(kind: str, content: bytes) -> tuple[dict, bytes]:
    """Facts, and the bytes to keep where they are not those that came."""
    try:
        return pdf.facts(content) if kind == "pdf" else image.facts(kind, content)
    except FileError as refusal:
        return {"refusal": str(refusal)}, b""
    except MemoryError:
        raise
    except Exception:  # whatever a library makes of a broken file
        return {"refusal": DAMAGED}, b""


def main(kind: str):
    set_limits()
    facts, kept = read_file(kind, sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + kept)


if __name__ == "__main__":
    main(sys.argv[1])
