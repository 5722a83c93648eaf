"""Score of a response by the published rules of MDN's HTTP Observatory, version 1.6.3 of August 2026.

Computed here, so that no external scanner is needed. Only rules that a response of this site can meet are
distinguished; anything worse counts as the worst case of its rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

START, LEAST_FOR_BONUS = 100, 90
HALF_A_YEAR = 15_768_000
GRADES = [
    (100, "A+"),
    (90, "A"),
    (85, "A-"),
    (80, "B+"),
    (70, "B"),
    (65, "B-"),
    (60, "C+"),
    (50, "C"),
    (45, "C-"),
    (40, "D+"),
    (30, "D"),
    (25, "D-"),
]
GOOD_REFERRER = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"'unsafe-inline'", "'unsafe-eval'"}
BROAD = {"*", "http:", "https:", "ftp:", "data:", "blob:"}


@dataclass(frozen=True)
class Answer:
    """`headers` with names in lower case; `scripts` are those that the page fetches: address and integrity of each."""

    headers: dict[str, str]
    cookies: list[str] = field(default_factory=list)
    scripts: list[tuple[str, str]] = field(default_factory=list)
    redirects_to_https: bool = False

    def get(self, name: str) -> str:
        return self.headers.get(name, "").strip().lower()


def score(answer: Answer) -> tuple[int, dict[str, int]]:
    """All points, and those of each row. Bonuses count only where the penalties alone leave enough."""
    points = {row.__name__: row(answer) for row in ROWS}
    base = START + sum(value for value in points.values() if value < 0)
    bonus = sum(value for value in points.values() if value > 0)
    return max(base + (bonus if base >= LEAST_FOR_BONUS else 0), 0), points


def grade(points: int) -> str:
    return next((name for least, name in GRADES if points - points % 5 >= least), "F")


def directives(policy: str) -> Iterator[tuple[str, set[str]]]:
    for entry in policy.split(";"):
        if words := entry.split():
            yield words[0], set(words[1:])


def content_security_policy(answer: Answer) -> int:
    if "content-security-policy" not in answer.headers:
        return -25
    policy = dict(reversed(list(directives(answer.get("content-security-policy")))))  # the first of two counts
    fallback = policy.get("default-src", {"*"})
    scripts, objects = policy.get("script-src", fallback), policy.get("object-src", fallback)
    if not policy:
        return -25
    if (scripts | objects) & (BROAD | {"'unsafe-inline'"}):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    active = set().union(*(sources for name, sources in policy.items() if name not in ("img-src", "media-src")))
    if "http:" in active:
        return -20
    if "http:" in policy.get("img-src", set()) | policy.get("media-src", set()):
        return -10
    if UNSAFE & policy.get("style-src", fallback):
        return 0
    return 10 if policy.get("default-src") == {"'none'"} else 5


def cookies(answer: Answer) -> int:
    """The worst cookie counts; one by whose name a session is known counts more."""
    found = [(name, morsel) for line in answer.cookies for name, morsel in SimpleCookie(line).items()]
    return min((of_cookie(name, morsel, answer) for name, morsel in found), default=0)


def of_cookie(name: str, morsel, answer: Answer) -> int:
    is_session = any(part in name.lower() for part in ("login", "sess"))
    has_hsts = "strict-transport-security" in answer.headers
    if not morsel["secure"]:
        return (-10 if is_session else -5) if has_hsts else (-40 if is_session else -20)
    if is_session and not morsel["httponly"]:
        return -30
    if not morsel["samesite"]:
        return -20 if "csrf" in name.lower() else 0
    return 5 if morsel["samesite"].lower() in ("lax", "strict", "none") else -20


def cross_origin_sharing(answer: Answer) -> int:
    everybody = answer.get("access-control-allow-origin") in ("*", "null")
    return -50 if everybody and answer.get("access-control-allow-credentials") == "true" else 0


def redirection(answer: Answer) -> int:
    return 0 if answer.redirects_to_https else -20


def referrer_policy(answer: Answer) -> int:
    policy = answer.get("referrer-policy")
    return 0 if not policy else 5 if policy.split(",")[-1].strip() in GOOD_REFERRER else -5


def strict_transport_security(answer: Answer) -> int:
    age = dict(part.strip().partition("=")[::2] for part in answer.get("strict-transport-security").split(";")).get(
        "max-age", ""
    )
    if not age.isdecimal():
        return -20
    return 0 if int(age) >= HALF_A_YEAR else -10


def subresource_integrity(answer: Answer) -> int:
    if not answer.scripts:
        return 0
    if all(address.startswith("/") and not address.startswith("//") for address, _ in answer.scripts):
        return 5 if all(integrity for _, integrity in answer.scripts) else 0
    return -50


def x_content_type_options(answer: Answer) -> int:
    return 0 if answer.get("x-content-type-options") == "nosniff" else -5


def x_frame_options(answer: Answer) -> int:
    by_policy = dict(directives(answer.get("content-security-policy"))).get("frame-ancestors", set())
    if by_policy and not by_policy & BROAD:
        return 5
    return 5 if answer.get("x-frame-options") in ("deny", "sameorigin") else -20


def of_three(name: str, good: set[str], neutral: set[str]):
    """A header with a closed list of values: ten points for a good one, five less for one that is none."""

    def row(answer: Answer) -> int:
        value = answer.get(name)
        return 10 if value in good else 0 if value in neutral | {""} else -5

    row.__name__ = name.replace("-", "_")
    return row


ROWS = [
    content_security_policy, cookies, cross_origin_sharing, redirection, referrer_policy, strict_transport_security,
    subresource_integrity, x_content_type_options, x_frame_options,
    of_three("cross-origin-resource-policy", {"same-origin", "same-site"}, {"cross-origin"}),
    of_three("cross-origin-embedder-policy", {"require-corp", "credentialless"}, {"unsafe-none"}),
    of_three("cross-origin-opener-policy", {"same-origin", "same-origin-allow-popups", "noopener-allow-popups"}, {"unsafe-none"}),
]  # fmt: skip
