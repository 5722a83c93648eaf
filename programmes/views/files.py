"""The file of a document, at a URL that stays the same when the file is replaced."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from editorial.models import Revision
from files import uploads
from files.responses import file_response
from redirects.resolver import Http410, redirect_old_slugs

from ..models import Document


@redirect_old_slugs(Document, "documents")
def document_file(request, slug: str, ending: str):
    """Serves the file of a public document.

    Redirects from a former suffix, for instance when an image replaced a PDF.
    """
    document = get_object_or_404(Document.objects.select_related("file"), slug=slug)
    if document.file is None:
        raise Http410(Document, document.key) if had_file(document) else Http404
    if ending == document.file.extension:
        response = file_response(request, document.file, document.slug)
        response.headers["Content-Language"] = document.language
        return response
    if ending in map(uploads.extension, uploads.EXTENSIONS):
        return redirect("document_file", slug, document.file.extension)
    raise Http404


def had_file(document: Document) -> bool:
    """Whether the document ever had a public file."""
    contents = Revision.objects.of(Document, document.key).was_public().values_list("content", flat=True)
    return any(content.get("", {}).get("file") for content in contents)
