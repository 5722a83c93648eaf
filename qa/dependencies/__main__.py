"""`make sbom` and `make audit-dependencies`: `sbom`, `audit` or `audit --offline`."""

import sys
from datetime import UTC, date, datetime

from . import bill, checked, known
from .locked import Package, packages, policy, refused

NOT_REACHED = "the service that knows of them is not reachable from here"


def main(arguments: list[str]) -> int:
    found = packages()
    if arguments == ["sbom"]:
        print(f"{len(found)} packages: {bill.write(found)}")
        return 0
    if arguments not in (["audit"], ["audit", "--offline"]):
        raise SystemExit("sbom, audit or audit --offline")
    parts = [licences(found), weaknesses(found, datetime.now(UTC).date(), ask="--offline" not in arguments)]
    if "--offline" not in arguments:
        outdated(found)
    return max(parts)


def licences(found: list[Package]) -> int:
    bad = refused(found, policy()["allowed-licences"])
    print(f"Licences: {len(found) - len(bad)} of {len(found)} packages have one that is allowed.", *bad, sep="\n  ")
    return 1 if bad else 0


def weaknesses(found: list[Package], today: date, *, ask: bool) -> int:
    if not ask:
        return by_age(today, "nobody was asked")
    answer = known.vulnerabilities()
    if answer.said is None:
        return by_age(today, f"{NOT_REACHED} ({answer.why})")
    print(f"Known vulnerabilities: {len(answer.said)} in {len(found)} packages.", *answer.said, sep="\n  ")
    if not answer.said:
        checked.remember(today)
    return 1 if answer.said else 0


def by_age(today: date, why: str) -> int:
    """Without network, a check counts for thirty days."""
    locked, last = checked.locked_on(), checked.last_checked()
    too_old = checked.is_too_old(today, locked, last)
    print(f"Known vulnerabilities: not checked, {why}.")
    print(
        f"  Locked on {locked}, last checked {f'on {last}' if last else 'never'}; that holds for {checked.MOST_DAYS} days."
    )
    if too_old:
        print("  They are over: check where there is a network, or lock anew (make lock UPGRADE=1).")
    return 1 if too_old else 0


def outdated(found: list[Package]):
    """Prints newer versions; they are no fault."""
    answer = known.newer(found)
    if answer.said is None:
        print(f"Newer versions: not known ({answer.why}).")
    else:
        print(f"Newer versions: of {len(answer.said)} packages.", *answer.said, sep="\n  ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
