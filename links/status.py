"""What became of a link when it was followed."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How sure it is that readers get nowhere."""

    WORKS = "works"
    GONE = "gone"  # the server, or this site, says so
    DOUBTFUL = "doubtful"  # nobody answered, or not as they should: it may pass
    CLOSED = "closed"  # programs are not let in: nothing is known about readers
    UNASKED = "unasked"  # it could not even be asked, for a reason on this side


@dataclass(frozen=True)
class LinkStatus:
    """`text` says it in a sentence for the office."""

    kind: Kind
    text: str = ""


WORKS = LinkStatus(Kind.WORKS)
