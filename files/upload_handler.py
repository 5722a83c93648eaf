"""Takes in what a form sends: a file that is too large is counted to its end, so that the form can say so, but not kept."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

#: Times the limit of a file: what sends more is no editor's mistake, and is not listened to.
MAX_REQUEST_FACTOR = 10


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """On disk and never in memory, however small: one way for all."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > MAX_REQUEST_FACTOR * settings.UPLOAD_MB * 1_000_000:
            raise RequestDataTooBig("The request is larger than any form of this site.")

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) <= settings.UPLOAD_MB * 1_000_000:
            super().receive_data_chunk(raw_data, start)
