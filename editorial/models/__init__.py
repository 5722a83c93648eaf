"""Models of the editorial workflow: revisions, preview links and the state of translations."""

from .preview_link import PreviewLink
from .revision import Revision
from .translation import Translation

__all__ = ["PreviewLink", "Revision", "Translation"]
