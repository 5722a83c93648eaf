"""Drafts and what became of them, one module for each noun."""

from .preview_link import PreviewLink
from .revision import Revision
from .translation import Translation

__all__ = ["PreviewLink", "Revision", "Translation"]
