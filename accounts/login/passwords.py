"""Password validation: long, and not easy to guess for somebody who knows this office.

Guessable words do not count: what is left without them must be long enough and not on the list of common passwords.
There is no rule about digits or punctuation.
"""

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

MAX_PASSWORD_LENGTH = 128
MIN_REMAINING, MIN_DIFFERENT = 8, 5
#: Names of the canton and its places.
LOCAL_WORDS: list[str] = [word.casefold() for word in settings.SITE["password_words"]]
#: In lower case; longer words before those that they contain.
GUESSABLE_WORDS = sorted(
    [
        *LOCAL_WORDS, "kanton", "kantonal",
        "fachabteilung", "fachbereich", "integration", "integrationsprogramm", "kip", "schweiz", "suisse",
        "svizzera", "redaktion", "website", "webseite", "internet", "passwort", "password", "kennwort", "motdepasse",
        "willkommen", "welcome", "geheim", "admin", "administrator", "login", "sommer", "winter", "frühling", "herbst",
        "januar", "februar", "märz", "april", "juni", "juli", "august", "september", "oktober", "november", "dezember",
        "qwertz", "qwerty", "asdf", "yxcv", "12345678", "1234", "2024", "2025", "2026", "2027", "2028",
    ],
    key=len,
    reverse=True,
)  # fmt: skip
REFUSED = (
    f"Dieses Passwort besteht vor allem aus Wörtern, die man hier zuerst erraten würde, zum Beispiel «{LOCAL_WORDS[0]}», «kip», «passwort» "
    "oder einem Jahr. Nehmen Sie mehrere Wörter, die nichts miteinander und nichts mit dem Amt zu tun haben."
)
TOO_LONG = f"Dieses Passwort ist zu lang. Höchstens {MAX_PASSWORD_LENGTH} Zeichen sind möglich."
HELP = "Mehrere Wörter, die nichts mit dem Amt zu tun haben, sind gut. Zahlen und Zeichen braucht es nicht."


class MaximumLengthValidator:
    def validate(self, password: str, user=None):
        if len(password) > MAX_PASSWORD_LENGTH:
            raise ValidationError(TOO_LONG, code="password_too_long")

    def get_help_text(self) -> str:
        return f"Höchstens {MAX_PASSWORD_LENGTH} Zeichen."


class GuessableWordsValidator:
    def __init__(self):
        self.common = CommonPasswordValidator().passwords

    def validate(self, password: str, user=None):
        left = without_guessable_words(password)
        if len(left) < MIN_REMAINING or len(set(left)) < MIN_DIFFERENT or left in self.common:
            raise ValidationError(REFUSED, code="password_near_at_hand")

    def get_help_text(self) -> str:
        return HELP


def without_guessable_words(password: str) -> str:
    left = password.casefold()
    for word in GUESSABLE_WORDS:
        left = left.replace(word, "")
    return left.strip()
