"""The second factor: time-based codes (TOTP) from an app, and ten backup codes on paper."""

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

#: Without letters and digits that are easily confused. Twelve of 31 give 59 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_COUNT, GROUP_COUNT, GROUP_LENGTH = 10, 3, 4
PBKDF2_ITERATIONS = 100_000


def device_of(person: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def new_key() -> str:
    return random_hex(20)


def unsaved_device(person: User, key: str) -> TOTPDevice:
    """A device that is stored only with the first correct code."""
    return TOTPDevice(user=person, key=key, name="App")


def key_as_text(device: TOTPDevice) -> str:
    """The key for typing into an app, in groups of four characters."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def key_as_qr_code(device: TOTPDevice) -> bytes:
    stream = io.BytesIO()
    segno.make(device.config_url, error="m", micro=False).save(
        stream, kind="svg", border=4, svgclass=None, lineclass=None, omitsize=True, light="#fff"
    )
    return stream.getvalue()


def confirm(device: TOTPDevice, code: str, instead_of: int | None = None) -> bool:
    """Stores the device if its first code is correct and the person has no other; `instead_of` is replaced by it."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=device.user_id)
        TOTPDevice.objects.filter(user=device.user, pk=instead_of).delete()
        is_confirmed = not device_of(device.user) and device.verify_token(normalized_code(code))
        if not is_confirmed:
            transaction.set_rollback(True)  # the library stores a failed attempt, and with it the device
    return is_confirmed


def is_right(device: TOTPDevice, code: str) -> bool:
    """Whether the code is correct. Each code is valid once, also across processes."""
    return (
        bool(normalized_code(code))
        and verify_token(device.user, device.persistent_id, normalized_code(code)) is not None
    )


def normalized_code(code: str) -> str:
    """The six digits without the space that people type between them; "" for anything else."""
    found = "".join(code.split())
    return found if re.fullmatch(r"[0-9]{6}", found) else ""


def remove_devices(person: User):
    """Removes all devices of a person, who enrols again at the next login; open sessions end."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()


# -- backup codes


def new_backup_codes(person: User) -> list[str]:
    """Ten new codes, of which only digests are stored; earlier codes become invalid."""
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
    """The digest that is stored instead of a code: the library compares texts of up to 16 characters."""
    return pbkdf2(re.sub(r"[^a-z0-9]", "", code.lower()), f"backup code {person.pk}", PBKDF2_ITERATIONS, dklen=8).hex()


def use_backup_code(person: User, code: str) -> bool:
    """Whether the code is correct. Each is valid once, also across processes."""
    sheet = StaticDevice.objects.filter(user=person).first()
    if len(code) > 40 or not sheet:
        return False
    return verify_token(person, sheet.persistent_id, backup_code_digest(person, code)) is not None


def unused_codes(person: User):
    return StaticToken.objects.filter(device__user=person)
