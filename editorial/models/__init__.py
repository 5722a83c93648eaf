"""Models of the editorial workflow: revisions, releases, blocks, preview links and the state of translations."""

from .block import Block
from .preview_link import PreviewLink
from .release import Release
from .revision import Revision
from .translation import Translation

__all__ = ["Block", "PreviewLink", "Release", "Revision", "Translation"]
