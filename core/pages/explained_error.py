"""Why there is no page at an address, in words for the reader."""

from django.http import Http404

from core.pages.metadata import Label


class ExplainedError(Http404):
    """`delivery.errors` answers with this status, these words and these links."""

    def __init__(self, status: int, title: str, advice: str, links: list[Label]):
        super().__init__()
        self.status, self.title, self.advice, self.links = status, title, advice, links
