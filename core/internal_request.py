"""Reads public pages from within: for previews, and to see where links lead. No middleware, no page cache, no cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation


class InternalRequest(HttpRequest):
    """Asks for a public page. With `preview`, the revision that is shown, the page says that it is one."""

    def __init__(self, path: str, preview=None):
        super().__init__()
        self.method, self.path, self.path_info, self.preview = "GET", path, path, preview


def render_internally(address: str, preview=None) -> HttpResponse:
    """The page at a path, in the language that the path names. Raises Resolver404, Http404."""
    path = address.partition("#")[0]
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        view, args, kwargs = resolve(path)
        response = view(InternalRequest(path, preview), *args, **kwargs)
        return response.render() if hasattr(response, "render") else response
