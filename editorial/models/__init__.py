"""What every editable thing shares, one module for each noun."""

from .addresses import OldAddress, ShortAddress, TakenOverAddress
from .edition import Edition
from .entry import ADDRESS_STAYS, ADDRESS_TAKEN, AddressedEntry, Entry, EntryManager, EntryQuerySet, new_key
from .link import Link
from .preview_link import PreviewLink
from .revision import Revision
from .stored_file import StoredFile
from .translation import Translation

__all__ = [
    "ADDRESS_STAYS",
    "ADDRESS_TAKEN",
    "AddressedEntry",
    "Edition",
    "Entry",
    "EntryManager",
    "EntryQuerySet",
    "Link",
    "OldAddress",
    "PreviewLink",
    "Revision",
    "ShortAddress",
    "StoredFile",
    "TakenOverAddress",
    "Translation",
    "new_key",
]
