"""Models of the editorial workflow: revisions, releases, preview links and the state of translations."""

from .preview_link import PreviewLink
from .release import Release
from .revision import Revision
from .translation import Translation

__all__ = ["PreviewLink", "Release", "Revision", "Translation"]
