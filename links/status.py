"""The result of the check of a link."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How certain it is that readers cannot follow the link."""

    WORKS = "works"
    GONE = "gone"  # the server, or this site, reports it
    DOUBTFUL = "doubtful"  # no answer, or an error that may be temporary
    CLOSED = "closed"  # the server refuses automated requests: nothing is known about readers
    UNASKED = "unasked"  # not requested, for a reason on this side


@dataclass(frozen=True)
class LinkStatus:
    """`text` is a sentence for the office."""

    kind: Kind
    text: str = ""


WORKS = LinkStatus(Kind.WORKS)
