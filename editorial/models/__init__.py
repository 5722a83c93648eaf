"""Models of the editorial workflow: revisions, releases, blocks, end dates, preview links, remarks, the state of translations,
and pages that may have changed outside the forms."""

from .block import Block
from .changed_page import ChangedPage
from .end_date import EndDate
from .preview_link import PreviewLink
from .release import Release
from .remark import Remark
from .revision import Revision
from .translation import Translation

__all__ = ["Block", "ChangedPage", "EndDate", "PreviewLink", "Release", "Remark", "Revision", "Translation"]
