"""The file of a document, at an address that stays when another file takes its place."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from editorial import uploads
from editorial.file_responses import inert

from ..models import Document


def document_file(request, slug: str, ending: str):
    """A file that no document shows has no address. Where an image took the place of a PDF, the old ending leads on."""
    document = get_object_or_404(Document.objects.select_related("file").exclude(file=None), slug=slug)
    if ending == document.file.extension:
        response = inert(request, document.file, document.slug)
        response.headers["Content-Language"] = document.language
        return response
    if ending in map(uploads.extension, uploads.ENDINGS):
        return redirect("document_file", slug, document.file.extension)
    raise Http404
