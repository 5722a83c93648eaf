"""Reads one uploaded file to its end, in a process of its own whose time and memory are bounded.

Whatever a file does to its reader, the site stays well; and the reader knows none of the site's secrets. Names nothing of
Django, so that it starts in a tenth of a second. `files/uploads.py` starts it.
"""


class FileError(Exception):
    """Why a file is not taken, in German, with what to do about it."""
