"""Base classes of the content admins.

A content admin lists its fields in `sections`, in the order of the page, translated ones by their plain name.
A submitted form is stored as a draft, which becomes public when somebody with the right publishes it.
"""

from editorial.admin.bilingual import in_all_languages
from editorial.admin.page import EditorialAdmin
from editorial.admin.rows import StackedRows

__all__ = ["EditorialAdmin", "StackedRows", "in_all_languages"]
