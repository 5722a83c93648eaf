"""Office work during the drill: records acknowledged saves, and attempts to get in without a login."""

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
#: Paths of the office, and the allowed statuses without a login.
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
    """Acknowledged texts, which must be found again, and the number of attempts without a login."""

    texts: list[str] = field(default_factory=list)
    refused: int = 0
    knocks: int = 0
    let_in: list[str] = field(default_factory=list)

    def knock(self, front: Front):
        """Requests the office without a session, and with an invalid one."""
        for path in CLOSED:
            for headers in ({}, WITH_SESSION):
                status = front.ask(path, **headers).status
                self.knocks += 1
                if status not in REFUSALS:
                    self.let_in.append(f"{path}: {status}")

    def lost(self, contents: list[str]) -> list[str]:
        """Acknowledged texts that are in no revision; `contents` are those of all revisions, as JSON."""
        everything = "\n".join(contents)
        return [text for text in self.texts if json.dumps(text)[1:-1] not in everything and text not in everything]


def administrator(server: Server, printed: str) -> "Visitor":
    """Logs in with the password from the first start. Imports late: the visitor needs Django's models."""
    from tests.delivery.visitor import Visitor

    return Visitor.administrator(server, printed)


def hand_in(visitor: "Visitor", ledger: Ledger, text: str, form: str = FORM) -> tuple[int, str, str]:
    """Saves a draft: status, URL and text of the response. A draft with a URL is acknowledged."""
    values = visitor.form(f"{form}?fassung=0")
    status, address, answer = visitor.post(f"{form}?fassung=0", values | {SUMMARY: text, "_check": "1"})
    if status == 200 and address.startswith(SAVED):
        ledger.texts.append(text)
    else:
        ledger.refused += 1
    return status, address, answer
