"""The programs of an audit: Debian's Chromium and npm, and Lighthouse from npm; installed where missing."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from subprocess import PIPE

from .report import CATEGORIES, Report

LIGHTHOUSE = "12.8.2"  # the newest for the Node.js of Debian 12 and 13
FOLDER = Path(__file__).resolve().parents[2] / "build" / "lighthouse"
REPORTS = FOLDER / "reports"
#: Seconds for one page; most take ten.
MEASURED_WITHIN = 120
ENDED_WITHIN = 10


def chromium() -> str:
    """Path of Chromium: from the variable CHROMIUM, or else Debian's."""
    return shutil.which(os.environ.get("CHROMIUM") or "chromium") or installed("chromium")


def installed(package: str) -> str:
    """Path of a program from the Debian package of the same name. Root installs it; others get instructions."""
    if os.geteuid() or not shutil.which("apt-get"):
        raise SystemExit(f"{package} is missing (Debian: apt install {package})")
    print(f"Installing {package} …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in [["update"], ["-y", "install", "--no-install-recommends", package]]:
        command = ["apt-get", "-qq", *arguments]
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, timeout=1800, check=True)  # noqa: S603
    return shutil.which(package) or package


def lighthouse() -> str:
    """Path of Lighthouse, in exactly the version above."""
    package = FOLDER / "node_modules" / "lighthouse" / "package.json"
    if not package.is_file() or json.loads(package.read_text())["version"] != LIGHTHOUSE:
        npm = shutil.which("npm") or installed("npm")
        print(f"Installing Lighthouse {LIGHTHOUSE} into {FOLDER} …", flush=True)
        options = ["--silent", "--ignore-scripts", "--no-save", "--no-package-lock", "--prefix", str(FOLDER)]
        subprocess.run([npm, "install", *options, f"lighthouse@{LIGHTHOUSE}"], timeout=600, check=True)  # noqa: S603
    return str(FOLDER / "node_modules" / ".bin" / "lighthouse")


def command(address: str) -> list[str]:
    """The command, with Lighthouse's default simulation of a phone: small screen, slow CPU, slow network."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium has none for root
    return [
        lighthouse(), address, "--quiet", "--no-enable-error-reporting", "--max-wait-for-load=30000",
        f"--only-categories={','.join(CATEGORIES)}", "--output=json", "--output-path=stdout",
        f"--chrome-flags={' '.join(['--headless=new', *sandbox])}",
    ]  # fmt: skip


def measure(origin: str, path: str) -> Report:
    """A report within a bounded time; for a page that cannot be measured it contains the reason."""
    environment = os.environ | {"CHROME_PATH": chromium()}
    process = subprocess.Popen(command(origin + path), env=environment, stdout=PIPE, stderr=PIPE, text=True)  # noqa: S603
    try:
        answer, complaint = process.communicate(timeout=MEASURED_WITHIN)
        return Report(path, json.loads(answer))
    except subprocess.TimeoutExpired:
        return Report.failed(path, f"Lighthouse gave no answer within {MEASURED_WITHIN} seconds")
    except json.JSONDecodeError:
        return Report.failed(path, complaint.strip() or "Lighthouse wrote no report")
    finally:
        end(process)


def keep(report: Report):
    REPORTS.mkdir(parents=True, exist_ok=True)
    name = report.path.strip("/").replace("/", "_") or "home"
    (REPORTS / f"{name}.json").write_text(json.dumps(report.content, indent=1))


def end(process: subprocess.Popen):
    """Stops Lighthouse with an interrupt, on which it closes its browser; SIGKILL would leave that running."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=ENDED_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
