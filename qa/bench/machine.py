"""Requirements of bench and drill: Debian packages, and Wagtail in a separate virtual environment."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build" / "bench"
REQUIREMENTS = HERE / "requirements.txt"
CORES = sorted(os.sched_getaffinity(0))
#: Cores of the measured server and of the load generator, so that neither takes CPU time from the other.
SERVING, LOADING = CORES[0], CORES[-1]
#: Seconds; the machine or its network may be slow.
INSTALLS_WITHIN = 900


def program(name: str) -> str | None:
    """Path of a program, also in sbin, which is only in root's PATH (nginx)."""
    return shutil.which(name, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")


def is_here(package: str) -> bool:
    return bool(newest_postgresql() if package == "postgresql" else program(package))


def newest_postgresql() -> Path | None:
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in found), key=lambda path: version(path.parent.name), default=None)


def version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", name))


def on_core(core: int, command: list) -> list:
    """The command, pinned to a core together with its child processes."""
    return ["taskset", "--cpu-list", str(core), *command]


def require_programs(command: str, *packages: str):
    """Installs missing Debian packages."""
    missing = [package for package in packages if not is_here(package)]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(f"{command} needs {' and '.join(missing)}: apt install {' '.join(missing)}")
    print(f"Installing {' '.join(missing)} …", flush=True)
    # With run level 1, Debian starts no service after the installation.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    finish(["apt-get", "-qq", "update"], env=environment)
    finish(["apt-get", "-qq", "-y", "install", "--no-install-recommends", *missing], env=environment)


def require_wagtail() -> Path:
    """bin/ of the virtual environment, rebuilt after a change of the requirements."""
    venv, stamp = BUILD / "venv", BUILD / "venv" / "requirements.digest"
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == digest):
        print(f"Installing Wagtail into {venv.relative_to(ROOT)} …", flush=True)
        finish([sys.executable, "-m", "venv", "--clear", str(venv)])
        pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
        # --no-deps: the list is complete, and wagtail-cache would require an older Wagtail.
        finish([*pip, "--no-deps", "--only-binary", ":all:", "-r", str(REQUIREMENTS)])
        stamp.write_text(digest)
    return venv / "bin"


def finish(command: list[str], **how) -> str:
    """The output of a command. On failure, raises an error with the end of its output."""
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, timeout=INSTALLS_WITHIN, stdin=subprocess.DEVNULL, **how
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise SystemExit(f"{' '.join(command[:3])} … failed:\n{said}")
    return done.stdout
