"""Limits uploads: a file that is too large is counted, so that the form can report its size, but not stored."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stores every upload on disk, also a small one, so that there is one code path."""

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) <= settings.UPLOAD_MB * 1_000_000:
            super().receive_data_chunk(raw_data, start)
