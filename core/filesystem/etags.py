"""ETags that nginx makes of a file: its modification time and its length, in hexadecimal.

The modification time of a published file holds 31 bits of the SHA-256 of its content. So all machines send the same ETag, from a
file and from the application.
"""


def file_time(sha256: str) -> int:
    """The modification time, in seconds, of a published file with this digest."""
    return int(sha256[:8], 16) >> 1


def etag(sha256: str, length: int) -> str:
    return f'"{file_time(sha256):x}-{length:x}"'
