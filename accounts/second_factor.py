"""The second factor: an app on a phone that shows a code every 30 seconds, and ten codes on paper for when it is lost."""

import io
import re
import secrets
from base64 import b32encode

import segno
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import pbkdf2
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

#: Without letters and digits that are taken for each other. Twelve of 31 are 59 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_COUNT, GROUP_COUNT, GROUP_LENGTH = 10, 3, 4
PBKDF2_ITERATIONS = 100_000


def device_of(person: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def new_key() -> str:
    return random_hex(20)


def unsaved_device(person: User, key: str) -> TOTPDevice:
    """Not in the database: that it is only with a first right code."""
    return TOTPDevice(user=person, key=key, name="App")


def key_as_text(device: TOTPDevice) -> str:
    """The key in the form that apps take when it is typed."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def key_as_qr_code(device: TOTPDevice) -> bytes:
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
        is_confirmed = not device_of(device.user) and device.verify_token(normalized_code(code))
        if not is_confirmed:
            transaction.set_rollback(True)  # the library writes a wrong code down, and the device with it
    return is_confirmed


def is_right(device: TOTPDevice, code: str) -> bool:
    """Each code is good once, whichever process asks first."""
    return (
        bool(normalized_code(code))
        and verify_token(device.user, device.persistent_id, normalized_code(code)) is not None
    )


def normalized_code(code: str) -> str:
    """As people type it, with a gap in the middle."""
    found = "".join(code.split())
    return found if re.fullmatch(r"[0-9]{6}", found) else ""


def remove_devices(person: User):
    """They enrol anew when they come next; their sessions end with the device."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()


# -- codes on paper


def new_backup_codes(person: User) -> list[str]:
    """Ten codes that are nowhere to be read again; those of the sheet before are void."""
    codes = [random_code() for _code in range(CODE_COUNT)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=person).delete()
        sheet = StaticDevice.objects.create(user=person, name="Blatt")
        StaticToken.objects.bulk_create(
            StaticToken(device=sheet, token=backup_code_digest(person, code)) for code in codes
        )
    return codes


def random_code() -> str:
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _letter in range(GROUP_LENGTH)) for _group in range(GROUP_COUNT)
    )


def backup_code_digest(person: User, code: str) -> str:
    """What stands in the database in the place of a code: the library compares texts of up to 16 letters."""
    return pbkdf2(re.sub(r"[^a-z0-9]", "", code.lower()), f"backup code {person.pk}", PBKDF2_ITERATIONS, dklen=8).hex()


def use_backup_code(person: User, code: str) -> bool:
    """Each is good once, whichever process asks first."""
    sheet = StaticDevice.objects.filter(user=person).first()
    if len(code) > 40 or not sheet:
        return False
    return verify_token(person, sheet.persistent_id, backup_code_digest(person, code)) is not None


def unused_codes(person: User):
    return StaticToken.objects.filter(device__user=person)
