"""Responses for uploaded files: with the detected type, and unable to run anything in a browser."""

import hashlib
import logging

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from core.filesystem.etags import etag
from files.models import StoredFile, TextImage

#: Browsers must not guess another type than the detected one. A file never counts as a page of this site.
INERT_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    ),
}

logger = logging.getLogger(__name__)


class WholeFile(FileResponse):
    """Sent in one block, so that no thread waits for a slow reader.

    With many blocks, a thread waits for its reader, and five readers on slow lines blocked all threads of a process
    (measured with granian 2.8). The cost is the file's size in memory until the reader has it; a proxy that buffers, as
    nginx does, has it at once.
    """

    block_size = settings.UPLOAD_MB * 1_000_000


def file_response(request, file: StoredFile, name: str) -> HttpResponseBase:
    """`name` is the file name for the reader, without extension. Raises Http404 if the bytes are missing."""
    tag = etag(file.sha256, file.size_bytes)
    response = get_conditional_response(request, etag=tag) or full_response(file)
    if request.method == "HEAD" and isinstance(response, WholeFile):
        response.streaming_content = ()
    shown_as = content_disposition_header(as_attachment=False, filename=f"{name}.{file.extension}") or ""
    for header, value in {**INERT_HEADERS, "ETag": tag, "Content-Disposition": shown_as}.items():
        response.headers[header] = value
    return response


def full_response(file: StoredFile) -> WholeFile:
    try:
        content = file.open()
    except FileNotFoundError as error:
        logger.error("The bytes of the file %s (%s) are missing in %s", file.key, file.path, settings.MEDIA_ROOT)
        raise Http404 from error
    return WholeFile(content, content_type=file.content_type)


def image_response(request, image: TextImage) -> HttpResponseBase:
    content = bytes(image.content)
    tag = etag(hashlib.sha256(content).hexdigest(), len(content))
    response = get_conditional_response(request, etag=tag) or HttpResponse(content, "image/webp")
    for header, value in {**INERT_HEADERS, "ETag": tag}.items():
        response.headers[header] = value
    return response
