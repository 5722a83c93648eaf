"""The tokenizer: every spelling of a word, number, date or vote gives one normalised token.

Queries and texts are tokenised alike, so that normalising too much does no harm.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

#: Roman numerals and number words.
NUMERALS = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8",
    "zwei": "2", "drei": "3", "vier": "4", "funf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
    "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "sept": "7", "huit": "8",
    "due": "2", "tre": "3", "quattro": "4", "cinque": "5", "sette": "7", "otto": "8",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
MONTHS = {
    "januar": 1, "februar": 2, "marz": 3, "april": 4, "mai": 5, "juni": 6, "juli": 7, "august": 8, "september": 9,
    "oktober": 10, "november": 11, "dezember": 12,
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "aout": 8, "septembre": 9,
    "octobre": 10, "novembre": 11, "decembre": 12,
    "gennaio": 1, "febbraio": 2, "marzo": 3, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7, "agosto": 8,
    "settembre": 9, "ottobre": 10, "dicembre": 12,
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "october": 10, "december": 12,
    "jan": 1, "janv": 1, "gen": 1, "feb": 2, "fevr": 2, "febbr": 2, "mar": 3, "apr": 4, "avr": 4, "mag": 5, "jun": 6,
    "giu": 6, "jul": 7, "juil": 7, "lug": 7, "aug": 8, "ago": 8, "sep": 9, "sept": 9, "sett": 9, "set": 9, "okt": 10,
    "oct": 10, "ott": 10, "nov": 11, "dez": 12, "dec": 12, "dic": 12,
}  # fmt: skip

SPACE = r"[ \u00a0\u2009\u202f]"
GROUPED = r"\d{1,3}(?:['’ʼ`´.,\u00a0\u2009\u202f ]\d{3})+(?!\d)"
NUMBER = rf"(?:{GROUPED}|\d+)"
MONTH = r"[^\W\d_]{3,9}\.?"
AGAINST = r":|zu\b|gegen\b|contre\b|contro\b|to\b"
TOKEN_PATTERN = re.compile(
    rf"""
    (?P<iso>\b(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}})\b)
    | (?P<dots>\b(?P<d2>\d{{1,2}})(?:\.{SPACE}?|/)(?P<m2>\d{{1,2}})(?:\.{SPACE}?|/)(?P<y2>\d{{4}}|\d{{2}})\b(?![.,/]\d))
    | (?P<named>\b(?P<d3>\d{{1,2}})(?:\.|er|°|st|nd|rd|th)?{SPACE}*(?P<m3>{MONTH}){SPACE}+(?P<y3>\d{{4}})\b)
    | (?P<american>\b(?P<m4>{MONTH}){SPACE}+(?P<d4>\d{{1,2}}),{SPACE}+(?P<y4>\d{{4}})\b)
    | (?P<month>\b(?P<m5>{MONTH}){SPACE}+(?P<y5>\d{{4}})\b)
    | (?P<vote>(?<![\d.,'’:])(?P<yes>{NUMBER})\s*(?:(?:ja|oui|sì|si|yes)\b,?\s*(?:{AGAINST})?|{AGAINST})\s*
        (?P<no>{NUMBER})(?:\s*(?:nein|non|no)\b)?(?![\d.:]))
    | (?P<percent>(?<![\d.,'’])(?P<rate>\d{{1,15}}(?:[.,]\d{{1,15}})?){SPACE}?(?:%|(?:prozent|pour{SPACE}?cent|per{SPACE}?cento?)\b))
    | (?P<million>(?<![\d.,'’])(?P<count>\d{{1,15}}(?:[.,]\d{{1,15}})?){SPACE}?(?:millionen|millions?|milion[ei]|mio)\b)
    | (?P<grouped>(?<![\d.,'’]){GROUPED})(?:[.,]00\b)?
    | (?P<decimal>\d+[.,]\d+)
    | (?P<initials>\b(?:[^\W\d_]\.){{2,6}})
    | (?P<paragraph>§)
    | (?P<run>[^\W_]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
JOINERS = frozenset("-–./:’'")
#: Umlauts written as two letters; not in «Frauen», «neue» and «Quelle».
UMLAUTS = re.compile("ae|oe|(?<![aeq])ue")
DIGITS = re.compile(r"\D+")
MAX_GLUED = 3


class Word(NamedTuple):
    """A token with its start and end in the text."""

    form: str
    start: int
    end: int


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """Foerderbereich, Förderbereich and Forderbereich give the same token; ß becomes ss, as in Switzerland."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return UMLAUTS.sub(lambda found: found[0][0], bare)


def tokenize(text: str) -> Iterator[Word]:
    """Tokens in the order of the text; dates and votes also give the tokens of their parts."""
    position = 0
    while found := TOKEN_PATTERN.search(text, position):
        forms = READERS[found.lastgroup if found.lastgroup in READERS else kind_of(found)](found)
        if not forms and (
            first := WORD_PATTERN.search(text, found.start())
        ):  # looks like a date or a vote, but is invalid
            found, forms = first, [fold(first[0])]  # only its first word is taken
        yield from (Word(form, found.start(), found.end()) for form in forms if form)
        position = found.end()


WORD_PATTERN = re.compile(r"[^\W_]+")


def kind_of(found: re.Match) -> str:
    return next(name for name in READERS if found[name] is not None)


def dated(found: re.Match, number: int) -> list[str]:
    """d20230608 for the day, m202306 for its month, and the year; empty for an invalid date."""
    year, month = found[f"y{number}"], found[f"m{number}"]
    month = int(month) if month.isdecimal() else MONTHS.get(fold(month.rstrip(".")), 0)
    year = year if len(year) == 4 else f"20{year}"
    day = int(found[f"d{number}"]) if number != 5 else 1
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return []
    of_month = [f"m{int(year):04}{month:02}", year]
    return of_month if number == 5 else [f"d{int(year):04}{month:02}{day:02}", *of_month]


def voted(found: re.Match) -> list[str]:
    """«61:22», «61 zu 22» and «61 Ja, 22 Nein»."""
    yes, no = (DIGITS.sub("", found[side]) for side in ("yes", "no"))
    return [f"{yes}zu{no}", yes, no]


def percent(found: re.Match) -> list[str]:
    """«58,91 %» also gives 58 % and 59 %."""
    rate = plain_number(found["rate"])
    whole = {f"{round(float(rate))}%", f"{int(float(rate))}%"} - {f"{rate}%"}
    return [f"{rate}%", rate, *sorted(whole)]


def million(found: re.Match) -> list[str]:
    """«1,5 Mio.» also gives 1500000."""
    count = plain_number(found["count"])
    return [str(round(float(count) * 1_000_000)), count, "mio"]


def plain_number(text: str) -> str:
    """Without trailing zeros, with a decimal point: «3,00» gives 3."""
    return re.sub(r"\.0+$", "", text.replace(",", "."))


def initials(found: re.Match) -> list[str]:
    return [fold(found[0].replace(".", ""))]


READERS = {
    "iso": lambda found: dated(found, 1),
    "dots": lambda found: dated(found, 2),
    "named": lambda found: dated(found, 3),
    "american": lambda found: dated(found, 4),
    "month": lambda found: dated(found, 5),
    "vote": voted,
    "percent": percent,
    "million": million,
    "grouped": lambda found: [DIGITS.sub("", found["grouped"])],
    "decimal": lambda found: [plain_number(found[0])],
    "initials": initials,
    "paragraph": lambda found: ["paragraf"],
    "run": lambda found: [fold(found[0])],
}


def glued_neighbours(text: str, found: list[Word], everything: bool) -> Iterator[Word]:
    """Neighbours as one token: «KIP 2bis» also gives kip2bis.

    With `everything` (titles and queries) all neighbours; else those that are joined by a mark or contain a digit.
    """
    for first in range(len(found)):
        form = found[first].form
        for last in range(first + 1, min(first + MAX_GLUED, len(found))):
            before, word = found[last - 1], found[last]
            between = text[before.end : word.start]
            if (
                before.end > word.start
                or len(between) > 1
                or not (everything or between in JOINERS or has_digit(before) or has_digit(word))
            ):
                break
            form += word.form
            yield Word(form, found[first].start, word.end)


def has_digit(word: Word) -> bool:
    return any(map(str.isdigit, word.form))
