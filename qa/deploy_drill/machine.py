"""A bare Debian container with systemd and a separate network, for the duration of the drill.

It represents the server: debootstrap creates it, systemd-nspawn boots it. It has no access to other machines; packages
that the page installs are downloaded before, with apt and pip.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes import usages

SUITE, PYTHON = "trixie", "3.13"
PROGRAMS = ["debootstrap", "systemd-nspawn", "nsenter", "git"]
#: Packages that are needed to boot; the page installs all others.
BASE = "systemd-sysv,dbus"
WHEELS = "/srv/wheels"
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
    "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": WHEELS,
}  # fmt: skip
#: Seconds.
LAID_OUT_WITHIN = 1200
BOOTED_WITHIN = 60
COMMAND_WITHIN = 900
CLONE_NEWNET = 0x40000000


def missing_for_it() -> list[str]:
    """Why the container cannot be created on this machine; empty if it can."""
    absent = [f"{name} is missing" for name in PROGRAMS if not shutil.which(name)]
    return absent + (["only root can boot one"] if os.geteuid() else [])


def finish(*command, within: int = LAID_OUT_WITHIN, **how):
    done = subprocess.run(  # noqa: S603
        [str(part) for part in command], capture_output=True, text=True, timeout=within, **how
    )
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


def mirror() -> str:
    """The package source of this machine."""
    return finish(
        "apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian"
    ).split()[0]


def lay_out(base: Path, packages: list[str]):
    """Creates the base system once, for all drills. Packages of the page are downloaded, not installed."""
    stamp = base / "laid-out"
    wanted = f"{SUITE} {BASE} {packages}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(parents=True)
    finish("debootstrap", "--variant=minbase", f"--include={BASE}", SUITE, base, mirror())
    fetch = ["apt-get", "-qq", "-y", "install", "--no-install-recommends", "--download-only", *packages]
    keep = ["-o", "Binary::apt-get::APT::Keep-Downloaded-Packages=1"]
    finish("systemd-nspawn", "-q", "-D", base, "--register=no", "--keep-unit", "--console=pipe", *fetch, *keep)
    stamp.write_text(wanted)


def fetch_wheels(lock: Path, folder: Path):
    """Downloads the packages for the container's Python version."""
    stamp = folder.with_suffix(".lock")
    if stamp.exists() and stamp.read_text() == lock.read_text():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    platforms = [f"--platform=manylinux{name}_{os.uname().machine}" for name in ("_2_17", "2014", "_2_28", "_2_34")]
    finish(sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--only-binary", ":all:",
           "--python-version", PYTHON, *platforms, "--dest", folder, "--requirement", lock)  # fmt: skip
    shutil.copy(lock, stamp)


class Machine:
    def __init__(self, folder: Path):
        self.folder = folder
        self.leader = 0

    @contextmanager
    def booted(self) -> Iterator["Machine"]:
        command = ["systemd-nspawn", "--quiet", f"--directory={self.folder}", "--boot", "--private-network",
                   "--register=no", "--keep-unit", "--console=passive", "--machine=kip-drill", "--suppress-sync=yes"]  # fmt: skip
        environment = os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
        log = self.folder.parent / "boot.log"
        with log.open("w") as stream:
            process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream, start_new_session=True)  # noqa: S603
        try:
            self.wait_until_booted(process, log)
            yield self
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=30)

    def wait_until_booted(self, process: subprocess.Popen, log: Path):
        ends = time.monotonic() + BOOTED_WITHIN
        while time.monotonic() < ends and process.poll() is None:
            self.leader = next((pid for pid, usage in usages().items() if usage.parent == process.pid), 0)
            if self.leader and self.answer("systemctl is-system-running").stdout == "running\n":
                return
            time.sleep(0.2)
        raise SystemExit(f"The machine does not boot:\n{log.read_text()[-2000:]}")

    def answer(self, command: str, within: int = COMMAND_WITHIN) -> subprocess.CompletedProcess:
        """Runs a command line as root in the container."""
        inside = ["nsenter", "--target", str(self.leader), "--all", "--", "/bin/bash", "-c", f"cd; {command}"]
        return subprocess.run(inside, env=ENVIRONMENT, capture_output=True, text=True, timeout=within)  # noqa: S603

    def run(self, command: str) -> str:
        done = self.answer(command)
        if done.returncode:
            raise SystemExit(
                f"{command}\nended with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}\n{self.journal()}"
            )
        return done.stdout + done.stderr

    def journal(self) -> str:
        return self.answer("journalctl --no-pager --lines=40 -u 'kip-*' -u nginx -u postgresql").stdout[-4000:]

    def enter_network(self):
        """Moves this process into the container's network namespace: it reaches only that loopback then."""
        with open(f"/proc/{self.leader}/ns/net") as network:
            if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), CLONE_NEWNET):
                raise SystemExit(f"Its network cannot be entered: {os.strerror(ctypes.get_errno())}")
