"""Checks that the site installed by the commands of docs/betrieb.md does what the page promises."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from qa.deploy_drill.machine import Machine
from qa.deploy_drill.reader import PROCESSES, Answer, Reader, seconds_until

#: With fewer pages in four languages, the check would prove nothing.
FEWEST_PAGES = 180
SHOWN_WITHIN = 1.5  # seconds
#: Metrics ports of the processes.
FIGURES = (9461, 9462)
#: Metrics that must exist; some are read from the part of /proc that a sandboxed service sees.
MEASURED = {"kip_ready", "process_open_fds", "process_resident_memory_bytes"}
#: The request id at the end of a line in nginx's log.
REQUEST_NAME = re.compile(r" [0-9a-f]{32}$")
PASSWORD = re.compile(r"^    admin    (\S{16,})$", re.MULTILINE)
EXPOSURE = re.compile(r"Overall exposure level for \S+: ([0-9.]+)")
MOST_EXPOSURE = 1.5  # of 10, on the scale of systemd-analyze
SERVICES = ("kip-web@1", "kip-web@2", "kip-backup", "kip-links")
EDITED, WORDS, STRANGER = "/glossar/", "Ein Satz der Redaktion.", "other.example"
EDIT = f"UPDATE pages_standingpage SET summary_de = '{WORDS}' WHERE key = 'glossary'"  # noqa: S608  own words
LOSE = "UPDATE pages_standingpage SET summary_de = 'Verloren.'"
LOST = "SELECT count(*) FROM pages_standingpage WHERE summary_de = 'Verloren.'"

READING = (
    "from pathlib import Path; from files.uploads import read_content; image = Path('static/share.png').read_bytes()"
)
READ_AN_IMAGE = f"""/opt/kip/current/deploy/kip shell -v 0 -c "{READING}; print(read_content('png', image)[0].get('refusal', 'gelesen'))" """


@dataclass(frozen=True)
class Verdict:
    promise: str
    seen: str
    met: bool


def equal(promise: str, seen, wanted) -> Verdict:
    return Verdict(promise, str(seen), seen == wanted)


def at_most(promise: str, seen: float, most: float) -> Verdict:
    return Verdict(f"{promise}, höchstens {most} s", f"{seen:.2f} s", seen <= most)


def site_as_promised(machine: Machine, reader: Reader, printed: str) -> list[Verdict]:
    return [
        all_pages(reader),
        *way_to_https(reader),
        *signing_in(reader, printed),
        *strangers(reader),
        *limits(reader),
        *log(machine),
        *ports(machine, reader),
    ]


def all_pages(reader: Reader) -> Verdict:
    paths = reader.addresses()
    good = sum(reader.ask(path).status == 200 for path in paths)
    return Verdict("alle Seiten über https", f"{good} von {len(paths)}", good == len(paths) >= FEWEST_PAGES)


def way_to_https(reader: Reader) -> list[Verdict]:
    plain, secure = reader.ask_plainly("/kip-3/?q=1"), reader.ask("/kip-3/")
    led = (plain.status, plain.headers.get("location"))
    return [
        equal("von http zu https", led, (301, f"https://{reader.name}/kip-3/?q=1")),
        equal("nginx sendet die Kopfzeilen der Website", different_headers(plain, secure), []),
        equal("fortan nur https", secure.headers.get("strict-transport-security", "")[:16], "max-age=31536000"),
    ]


def different_headers(one: Answer, other: Answer) -> list[str]:
    """Security headers that differ; nginx's own responses have a stricter content policy, which is not compared."""
    names = [
        name for name in other.headers if name.startswith(("strict-", "x-", "cross-", "referrer-", "permissions-"))
    ]
    return [name for name in names if one.headers.get(name) != other.headers[name]]


def signing_in(reader: Reader, printed: str) -> list[Verdict]:
    (password,) = PASSWORD.findall(printed)
    answer = reader.sign_in("admin", password)
    cookie = answer.headers.get("set-cookie", "")
    return [
        equal("Anmeldung mit dem gezeigten Passwort", answer.status, 302),
        Verdict("Cookie nur über https", re.sub("=[^;]+", "=…", cookie, count=1), "Secure" in cookie),
    ]


def strangers(reader: Reader) -> list[Verdict]:
    """Requests for another host name."""
    return [
        equal("fremder Name über http", reader.ask_plainly("/", host=STRANGER).status, 421),
        equal("fremder Name über https", reader.ask("/", host=STRANGER).status, 421),
        equal("kein Zertifikat für einen fremden Namen", reader.greets(STRANGER), False),
    ]


def limits(reader: Reader) -> list[Verdict]:
    large = reader.ask("/admin/", form={"file": 22 * 1024 * "x" * 1024}).status
    tries = [reader.ask("/admin/login/", form={"without": "a token"}).status for _ in range(12)]
    return [
        equal("mehr als 21 MB nimmt nginx nicht an", large, 413),
        Verdict("zu viele Anmeldeversuche", f"{tries.count(429)} von 12 abgewiesen", 0 < tries.count(429) < 12),
    ]


def log(machine: Machine) -> list[Verdict]:
    lines = machine.run("cat /var/log/nginx/access.log").splitlines()
    telling = [line for line in lines if "127.0.0.1" in line or "?" in line]
    nameless = [line for line in lines if not REQUEST_NAME.search(line)]
    return [
        Verdict("im Log weder Adressen noch Suchwörter", f"{len(lines)} Zeilen", len(lines) > 0 and not telling),
        equal("jede Zeile hat den Namen ihrer Anfrage", nameless[:3], []),
    ]


def ports(machine: Machine, reader: Reader) -> list[Verdict]:
    """Listening addresses: the fourth column of `ss`."""
    places = [line.split()[3].rpartition(":") for line in machine.run("ss -ltnH").splitlines()]
    outside = sorted({int(port) for host, _, port in places if host not in ("127.0.0.1", "[::1]")})
    told = [set(reader.ask_plainly("/metrics", port=port).text.split()) >= MEASURED for port in FIGURES]
    return [
        equal("von aussen zu erreichen", outside, [80, 443]),
        equal("jeder Prozess sagt seine Zahlen", told, [True, True]),
    ]


def services_as_promised(machine: Machine) -> list[Verdict]:
    units = "kip-web@1.service kip-backup.service kip-backup.timer kip-links.service kip-links.timer"
    verify = machine.answer(f"systemd-analyze verify {units}")
    return [
        equal("systemd-analyze verify", (verify.stdout + verify.stderr).strip(), ""),
        *(exposure(machine, service) for service in SERVICES),
        *(started(machine, service) for service in SERVICES[2:]),
        upload_is_read(machine),
        record_ends(machine),
        backup_is_told(machine),
    ]


def exposure(machine: Machine, service: str) -> Verdict:
    found = EXPOSURE.search(machine.answer(f"systemd-analyze security --no-pager {service}").stdout)
    return Verdict(f"systemd-analyze security {service}", found[1], float(found[1]) <= MOST_EXPOSURE)


def started(machine: Machine, service: str) -> Verdict:
    done = machine.answer(f"systemctl start {service} && systemctl show --value -p Result {service}")
    return equal(f"{service} läuft durch", done.stdout.strip(), "success")


def upload_is_read(machine: Machine) -> Verdict:
    """Files are parsed by a process that sets its own limits, which the system call filter must allow."""
    reading = f"systemd-run --quiet --wait --pipe --unit=kip-upload {READ_AN_IMAGE}"
    done = machine.answer(reading)
    return equal("eine hochgeladene Datei wird gelesen", done.stdout.strip(), "gelesen")


def record_ends(machine: Machine) -> Verdict:
    """Old audit logs are deleted, by the program that Debian runs daily."""
    folder = "/var/lib/kip/record"
    machine.run(f"install -d -m 0700 -o kip -g kip {folder}")
    for days in (300, 400):
        machine.run(f"runuser -u kip -- touch -d '{days} days ago' {folder}/{days}.jsonl")
    machine.run("systemd-tmpfiles --clean /etc/tmpfiles.d/kip.conf")
    left = machine.run(f"ls {folder}").split()
    return equal("das Protokoll endet nach einem Jahr", sorted({"300.jsonl", "400.jsonl"} & set(left)), ["300.jsonl"])


def backup_is_told(machine: Machine) -> Verdict:
    """After a run of the backup service: the age of its success mark, which the alert's metric reports."""
    age = machine.run("echo $(( $(date +%s) - $(stat -c %Y /var/lib/kip/backup.made) ))")
    return at_most("Alter der Sicherung", float(age), 600)


def edit_shows_everywhere(machine: Machine, reader: Reader) -> list[Verdict]:
    machine.run(f'runuser -u kip -- psql -q kip -c "{EDIT}"')
    with ThreadPoolExecutor() as together:
        seconds = together.map(
            lambda port: seconds_until(lambda: WORDS in reader.ask_process(port, EDITED).text), PROCESSES
        )
    shown = dict(zip(PROCESSES, seconds, strict=True))
    return [
        *(at_most(f"eine Änderung zeigt Prozess {port}", seconds, SHOWN_WITHIN) for port, seconds in shown.items()),
        at_most("und nginx", seconds_until(lambda: WORDS in reader.ask(EDITED).text), 2 * SHOWN_WITHIN),
    ]


def pages_without_database(machine: Machine, reader: Reader) -> list[Verdict]:
    """Restarts both processes while PostgreSQL is down."""
    paths = reader.addresses()
    good = {port: reader.bodies(port, paths) for port in PROCESSES}
    machine.run("systemctl stop postgresql")
    machine.run("systemctl restart kip-web@1 kip-web@2")
    wrong = [
        path for port in PROCESSES for path, body in reader.bodies(port, paths).items() if good[port][path] != body
    ]
    office = reader.ask("/admin/login/").status
    machine.run("systemctl start postgresql")
    back = seconds_until(lambda: all(reader.ask_process(port, "/ready").status == 200 for port in PROCESSES))
    return [
        Verdict(
            "Neustart ohne Datenbank: jede Seite wie zuvor", f"{len(paths)} Seiten, anders: {wrong[:3]}", not wrong
        ),
        equal("solange ist die Redaktion geschlossen", office, 503),
        at_most("bereit, sobald die Datenbank antwortet", back, 6),
    ]


def nothing_lost(seen: list) -> list[Verdict]:
    asked, *lost = seen
    return [Verdict("keine Anfrage ging verloren", f"{asked} gefragt, verloren: {lost[:3]}", asked > 20 and not lost)]


def saved_after_going_back(machine: Machine) -> list[Verdict]:
    """After a rollback: the running release backs up the newer database, but only the newest release restores it."""
    links = [machine.run(f"readlink /opt/kip/{name}").strip().rpartition("/")[2] for name in ("current", "newest")]
    old = machine.answer("/opt/kip/current/deploy/kip backup --to /var/backups/kip")
    saved = started(machine, "kip-backup")
    archive = machine.run("ls -t /var/backups/kip/*.tar | head -n 1").strip()
    refusal = machine.answer(f"/opt/kip/current/deploy/kip restore {archive} --replace").stderr.strip()
    machine.run(f'runuser -u kip -- psql -q kip -c "{LOSE}"')
    restored = machine.answer(f"kip restore {archive} --replace")
    lost = machine.run(f'runuser -u kip -- psql -qtA kip -c "{LOST}"').strip()
    return [
        equal("nach dem Weg zurück läuft die vorige, sichert die neueste", links, ["kip-1", "kip-2"]),
        equal("auch die vorige sichert", old.returncode, 0),
        Verdict("und stellt nicht wieder her, was sie nicht kennt", refusal, "does not know" in refusal),
        saved,
        equal("die neueste stellt wieder her", (restored.returncode, lost), (0, "0")),
    ]


def nothing_failed(machine: Machine) -> list[Verdict]:
    failed = machine.answer("systemctl --failed --plain --no-legend").stdout.strip()
    journal = machine.answer("journalctl --no-pager --output=cat -u 'kip-*'").stdout.splitlines()
    stacks = [line[-1500:] for line in journal if "Traceback" in line]
    return [equal("kein Dienst ist gescheitert", failed, ""), equal("kein Stapel im Journal", stacks, [])]


def nothing_left(machine: Machine, reader: Reader) -> list[Verdict]:
    left = machine.answer(
        "ls -d /opt/kip /etc/kip /var/lib/kip /etc/systemd/system/*kip* /etc/nginx/*/kip* /etc/tmpfiles.d/*kip* 2>/dev/null"
    ).stdout
    running = machine.answer("pgrep -c -f '[m]anage.py|[k]ip_site.wsgi'; id kip 2>/dev/null").stdout.strip()
    return [
        equal("nichts bleibt ausser den Sicherungen", left.split(), []),
        equal("kein Prozess, kein Benutzer", running, "0"),
    ]
