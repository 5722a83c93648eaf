"""Limits uploads: a file that is too large is counted, so that the form can report its size, but not stored."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

#: Multiple of the file size limit. A larger request is no editor's mistake and is refused before it is read.
MAX_REQUEST_FACTOR = 10


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stores every upload on disk, also a small one, so that there is one code path."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > MAX_REQUEST_FACTOR * settings.UPLOAD_MB * 1_000_000:
            raise RequestDataTooBig("The request is larger than any form of this site.")

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) <= settings.UPLOAD_MB * 1_000_000:
            super().receive_data_chunk(raw_data, start)
