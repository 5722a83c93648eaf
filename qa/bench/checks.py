"""Checks before the measurement: every server sends the expected response."""

from qa.bench import report
from qa.bench.answers import Answer
from qa.bench.contenders import Contender

#: Allowed size of Wagtail's page, as a share of this site's. A smaller one is quicker to make: it favours Wagtail.
COMPARABLE = (0.75, 1.15)
#: Responses that must be cache hits, so that the cache is warm in every process.
LOOKS = 40


def refuse_wrong_answers(contenders: list[Contender]):
    answers = {contender.name: contender.ask() for contender in contenders}
    faults = [
        f"{contender.name} answers {answers[contender.name].status}, expected {contender.status}"
        for contender in contenders
        if answers[contender.name].status != contender.status
    ]
    faults += wrong_bytes(answers) + wrong_weights(answers) + wrong_store(answers)
    if faults:
        raise SystemExit("Nothing was measured:\n" + "\n".join(f"  {fault}" for fault in faults))


def wrong_bytes(answers: dict[str, Answer]) -> list[str]:
    """nginx and the constant application send exactly the site's bytes."""
    stored = answers[report.STORED]
    return [
        f"{name} does not send the bytes of {report.STORED}"
        for name in (report.NGINX, report.CEILING)
        if (answers[name].body, answers[name].encoding) != (stored.body, stored.encoding)
    ]


def wrong_weights(answers: dict[str, Answer]) -> list[str]:
    """Compares characters of HTML, so that Wagtail renders about as much."""
    stored = len(answers[report.STORED].text)
    least, most = (share * stored for share in COMPARABLE)
    pages = {name: len(answers[name].text) for name in (report.WAGTAIL, report.WAGTAIL_CACHE, report.RENDERED)}
    return [
        f"{name}: {size} characters of HTML, not {stored}" for name, size in pages.items() if not least <= size <= most
    ]


def wrong_store(answers: dict[str, Answer]) -> list[str]:
    faults = []
    if answers[report.STORED].encoding != "br":
        faults.append(f"{report.STORED} is not compressed with brotli")
    if report.UNCHANGED not in answers:
        faults.append(f"{report.STORED} has no ETag")
    return faults


def refuse_cold_cache(contender: Contender):
    """After the warm-up, every process of wagtail-cache must respond from memory."""
    if any(contender.ask().headers.get("x-wagtail-cache") != "hit" for _ in range(LOOKS)):
        raise SystemExit(f"Nothing was measured: {contender.name} does not answer from its cache")
