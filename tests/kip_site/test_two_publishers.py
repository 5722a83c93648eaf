"""Two people publish the same page at the same instant, on the running site: nothing is lost, and nobody sees an error."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.kip_site.visitor import Visitor
from tests.server import Server

FORM = "/admin/programmes/fundingarea/1/change/"
ROUNDS = 4


def hand_in(visitor: Visitor, **texts: str) -> str:
    """The address of the new revision."""
    status, address, _text = visitor.post(FORM, visitor.form(FORM) | texts | {"_check": "1"})
    assert status == 200
    assert address.startswith("/admin/fassungen/")
    return address


def publish_together(visitors: list[Visitor], drafts: list[str]) -> list[tuple[int, str, str]]:
    start = threading.Barrier(len(visitors))

    def publish(visitor: Visitor, draft: str):
        start.wait()
        return visitor.post(draft, {"action": "publish"})

    with ThreadPoolExecutor() as together:
        return list(together.map(publish, visitors, drafts))


def clash(servers: list[Server], printed: str):
    visitors = [Visitor.administrator(server, printed) for server in servers]
    for number in range(ROUNDS):
        different = [f"Satz {number}", f"Bereich {number}"]
        drafts = [hand_in(visitors[0], summary_de=different[0]), ""]
        drafts[1] = visitors[1].post(
            f"{FORM}?fassung=0", visitors[1].form(f"{FORM}?fassung=0") | {"name_de": different[1], "_check": "1"}
        )[1]
        answers = publish_together(visitors, drafts)
        assert [status for status, _address, _text in answers] == [200, 200]
        live = visitors[0].form(f"{FORM}?fassung=0")
        assert [live["summary_de"], live["name_de"]] == [[text] for text in different]


def clash_over_one_field(servers: list[Server], printed: str):
    visitors = [Visitor.administrator(server, printed) for server in servers]
    forms = [visitor.form(f"{FORM}?fassung=0") for visitor in visitors]
    texts = ["Von der einen.", "Von der anderen."]
    drafts = [
        visitor.post(f"{FORM}?fassung=0", form | {"summary_de": text, "_check": "1"})[1]
        for visitor, form, text in zip(visitors, forms, texts, strict=True)
    ]

    answers = publish_together(visitors, drafts)

    assert [status for status, _address, _text in answers] == [200, 200]
    refused = ["Inzwischen hat jemand anderes dieselbe Stelle geändert" in text for *_, text in answers]
    assert sorted(refused) == [False, True]
    assert visitors[0].form(f"{FORM}?fassung=0")["summary_de"] == [texts[refused.index(False)]]
    kept = drafts[refused.index(True)].split("/")[-2]
    assert visitors[0].form(f"{FORM}?fassung={kept}")["summary_de"] == [texts[refused.index(True)]]


@pytest.mark.timeout(180)
def test_on_sqlite(tmp_path):
    with Server(tmp_path, WORKERS="2") as server:
        clash([server, server], server.printed())
        clash_over_one_field([server, server], server.printed())
