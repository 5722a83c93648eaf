"""Renders public pages inside the process, for previews and link checks: no middleware, no page cache, no cookie."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import resolve
from django.utils import translation

from core.languages import language_of_path


class InternalRequest(HttpRequest):
    """A request for a public page. `preview` is the previewed revision; the page then says that it is a preview.

    `shown_at` is the address at which readers see the page, if it is another one.
    """

    def __init__(self, path: str, preview=None, shown_at: str = ""):
        super().__init__()
        self.method, self.path, self.path_info, self.preview = "GET", shown_at or path, path, preview


def render_internally(
    address: str, preview=None, shown_at: str = "", prepare: Callable[[TemplateResponse], None] | None = None
) -> HttpResponse:
    """The response for a path, in the language of the path. Raises Resolver404, Http404.

    `prepare` gets it before it is rendered.
    """
    path = address.partition("#")[0]
    with translation.override(language_of_path(path)):
        view, args, kwargs = resolve(path)
        response = view(InternalRequest(path, preview, shown_at), *args, **kwargs)
        if not isinstance(response, TemplateResponse):
            return response
        if prepare:
            prepare(response)
        return response.render()


def discard(response: HttpResponse):
    """Closes the files of a response. Its own `close` also signals the end of the request that goes on around it, on which
    Django closes database connections."""
    for close in response._resource_closers:  # type: ignore[attr-defined]  # Django's, unknown to its stubs
        close()
