"""Reads one uploaded file completely, in a separate process with limited time and memory.

A malicious file can harm that process only, and the process has none of the site's secrets. Imports nothing of Django, so
that it starts in a tenth of a second. `files/uploads.py` starts it.
"""


class FileError(Exception):
    """Why a file is refused, in German, with what to do about it."""
