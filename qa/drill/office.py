"""What the office does during the drill: what it was told is saved, and who tried to get in without it."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa.drill.sites import WITH_SESSION, Front
from tests.server import Server

if TYPE_CHECKING:
    from tests.delivery.visitor import Visitor

FORM = "/admin/programmes/fundingarea/1/change/"
SAVED = "/admin/fassungen/"
SUMMARY = "summary_de"
#: Addresses of the office, and how each may answer somebody who is not logged in.
CLOSED = (
    "/admin/",
    "/admin/programmes/fundingarea/",
    FORM,
    "/admin/fassungen/1/",
    "/admin/auth/user/",
    "/admin/suche/",
)
REFUSALS = {302, 403, 404, 429, 503}


@dataclass
class Ledger:
    """What was acknowledged, by what must be found again; and how often somebody knocked."""

    texts: list[str] = field(default_factory=list)
    refused: int = 0
    knocks: int = 0
    let_in: list[str] = field(default_factory=list)

    def knock(self, front: Front):
        """Without a session, and with one that nobody gave."""
        for path in CLOSED:
            for headers in ({}, WITH_SESSION):
                status = front.ask(path, **headers).status
                self.knocks += 1
                if status not in REFUSALS:
                    self.let_in.append(f"{path}: {status}")

    def lost(self, contents: list[str]) -> list[str]:
        """`contents` are those of all revisions, as JSON."""
        everything = "\n".join(contents)
        return [text for text in self.texts if json.dumps(text)[1:-1] not in everything and text not in everything]


def administrator(server: Server, printed: str) -> "Visitor":
    """With the password that the first start printed. Imported when asked: a visitor knows Django's models."""
    from tests.delivery.visitor import Visitor

    return Visitor.administrator(server, printed)


def hand_in(visitor: "Visitor", ledger: Ledger, text: str, form: str = FORM) -> tuple[int, str, str]:
    """A draft: status, address, text of the answer. Acknowledged when the draft has an address."""
    values = visitor.form(f"{form}?fassung=0")
    status, address, answer = visitor.post(f"{form}?fassung=0", values | {SUMMARY: text, "_check": "1"})
    if status == 200 and address.startswith(SAVED):
        ledger.texts.append(text)
    else:
        ledger.refused += 1
    return status, address, answer
