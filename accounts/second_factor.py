"""The second factor: an app on a phone that shows a code every 30 seconds, and ten codes on paper for when it is lost."""

import io
import re
import secrets
from base64 import b32encode

import segno
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import pbkdf2
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from accounts.models import BackupCode

#: Without letters and digits that are taken for each other. Twelve of 31 are 59 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODES, GROUPS, GROUP = 10, 3, 4
ROUNDS = 100_000


def device_of(person: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def new_key() -> str:
    return random_hex(20)


def proposed(person: User, key: str) -> TOTPDevice:
    """Not in the database: that it is only with a first right code."""
    return TOTPDevice(user=person, key=key, name="App")


def as_text(device: TOTPDevice) -> str:
    """The key in the form that apps take when it is typed."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def as_image(device: TOTPDevice) -> bytes:
    stream = io.BytesIO()
    segno.make(device.config_url, error="m", micro=False).save(
        stream, kind="svg", border=4, svgclass=None, lineclass=None, omitsize=True, light="#fff"
    )
    return stream.getvalue()


def confirm(device: TOTPDevice, code: str, instead_of: int | None = None) -> bool:
    """The first code of a proposed device: right, and the person has a second factor, this one and no other. `instead_of` is
    the one that goes."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=device.user_id)
        TOTPDevice.objects.filter(user=device.user, pk=instead_of).delete()
        is_confirmed = not device_of(device.user) and device.verify_token(digits(code))
        if not is_confirmed:
            transaction.set_rollback(True)  # the library writes a wrong code down, and the device with it
    return is_confirmed


def is_right(device: TOTPDevice, code: str) -> bool:
    """Each code is good once, whichever process asks first."""
    return bool(digits(code)) and verify_token(device.user, device.persistent_id, digits(code)) is not None


def digits(code: str) -> str:
    """As people type it, with a gap in the middle."""
    found = "".join(code.split())
    return found if re.fullmatch(r"[0-9]{6}", found) else ""


def forget(person: User):
    """They enrol anew when they come next; their sessions end with the device."""
    TOTPDevice.objects.filter(user=person).delete()
    BackupCode.objects.filter(person=person).delete()


# -- codes on paper


def new_sheet(person: User) -> list[str]:
    """Ten codes that are nowhere to be read again; those of the sheet before are void."""
    salt, codes = secrets.token_hex(16), [random_code() for _code in range(CODES)]
    rows = [BackupCode(person=person, salt=salt, digest=digest_of(code, salt)) for code in codes]
    with transaction.atomic():
        BackupCode.objects.filter(person=person).delete()
        BackupCode.objects.bulk_create(rows)
    return codes


def random_code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(GROUP)) for _group in range(GROUPS))


def digest_of(code: str, salt: str) -> str:
    return pbkdf2(re.sub(r"[^a-z0-9]", "", code.lower()), salt, ROUNDS).hex()


def use_backup_code(person: User, code: str) -> bool:
    """Each is good once."""
    if len(code) > 40 or not (first := left_of(person).first()):
        return False
    return bool(left_of(person).filter(digest=digest_of(code, first.salt)).update(used_at=timezone.now()))


def left_of(person: User):
    return BackupCode.objects.filter(person=person, used_at=None)
