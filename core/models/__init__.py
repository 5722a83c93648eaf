"""The base of all content apps: entries with a key, and the edition of the whole site."""

from .edition import Edition
from .entry import ADDRESS_STAYS, ADDRESS_TAKEN, AddressedEntry, Entry, EntryManager, EntryQuerySet, entry_models
from .keyed import Keyed, is_new_key, new_key
from .position import PositionField

__all__ = [
    "ADDRESS_STAYS",
    "ADDRESS_TAKEN",
    "AddressedEntry",
    "Edition",
    "Entry",
    "EntryManager",
    "EntryQuerySet",
    "Keyed",
    "PositionField",
    "entry_models",
    "is_new_key",
    "new_key",
]
