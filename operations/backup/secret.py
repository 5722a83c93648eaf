"""The site's secret key in a separate file, never in a backup: readers of the backup could otherwise sign with it."""

import os
from pathlib import Path

from django.conf import settings

from .archive import BackupError

MIN_LENGTH = 32  # characters, as in `settings`


def save(file: Path, archives: Path):
    """Writes the secret key to `file`.

    Raises BackupError where the file holds another one or lies beside the backups.
    """
    if archives.resolve() in file.resolve().parents:
        raise BackupError("keep the secret elsewhere than the backups: who has both can sign as the site.")
    if file.exists():
        if file.read_bytes().strip() != settings.SECRET_KEY.encode():
            raise BackupError(f"{file} holds another secret, and stays as it is.")
        return
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(settings.SECRET_KEY + "\n")


def read(file: Path) -> str:
    """The secret key. Raises BackupError, also where `settings` would ignore the file that `put_in_place` writes."""
    for name in ("SECRET_KEY", "SECRET_KEY_FILE"):
        if os.environ.get(name, "").strip():
            raise BackupError(f"{name} is set in the environment: put the old secret there, without --secret.")
    try:
        value = file.read_text().strip()
    except (OSError, UnicodeError) as error:
        raise BackupError(f"{file} cannot be read.") from error
    if len(value) < MIN_LENGTH or len(value.split()) != 1:
        raise BackupError(f"{file} holds no secret: one word of at least {MIN_LENGTH} characters.")
    return value


def put_in_place(value: str | None):
    """Writes the secret key where `settings` reads it at the next start; None keeps the present one."""
    if value is None:
        return
    place = settings.VAR_DIR / "secret_key"
    draft = place.with_name("secret_key.draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(value)
    draft.replace(place)
