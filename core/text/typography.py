"""Swiss typography: no ß, German quotation marks and apostrophes when texts are saved; spaces that do not break when printed.

After the Federal Chancellery's rules (Schreibweisungen, 2.1): «…», inside them ‹…›, and the apostrophe ’.
"""

import re

_TAG = re.compile(r"(<[^<>]*>)")
_BLOCK = re.compile(r"</?(?:p|h3|li|ul|ol|br)\b", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=\w)['´`](?=\w)")
#: Before an inch or second mark: 17".
_DIGIT = re.compile(r"\d")
#: A space after an abbreviation and before its number (KIP 3, CHF 500, Art. 4), in a date (8. Juni 2023, 1er janvier 2019), or before
#: a unit (58 %, 7 Mio.).
_KEPT_TOGETHER = re.compile(
    r"(\b[A-ZÄÖÜ]{2,4}|\b[Aa]rt\.|\bNr\.|§) (?=\d)|\b(\d{1,2}(?:\.|er|°)?) (?=[A-Za-zäéû]{3,9} (?:19|20)\d\d\b)|(?<=\d) (?=%|Mio\b)"
)
_SHARP_S = str.maketrans({"ß": "ss", "ẞ": "SS"})


def swiss_letters(text: str) -> str:
    """Replaces ß in every language, because German names occur in all of them."""
    return text.translate(_SHARP_S)


def german(text: str) -> str:
    """A plain or rich German text in Swiss typography. Correct text is unchanged."""
    marks, parts = QuotationMarks(), []
    for part in _TAG.split(text):
        if _TAG.fullmatch(part):  # tags are unchanged; block elements start a new paragraph, inline ones do not
            marks = QuotationMarks() if _BLOCK.match(part) else marks
            parts.append(part)
        else:
            parts.append("".join(map(marks.right, _APOSTROPHE.sub("’", swiss_letters(part)))))
    return "".join(parts)


def kept_together(text: str) -> str:
    """A plain or rich text in any language, in which no line ends between a number and what belongs to it."""
    return _KEPT_TOGETHER.sub("\\g<1>\\g<2>\u00a0", text)


class QuotationMarks:
    """Corrects the quotation marks of one paragraph, character by character: an open mark is closed by the next."""

    def __init__(self):
        self.is_open = self.is_inner_open = False
        self.before = ""

    def right(self, character: str) -> str:
        right, self.before = self.corrected(character), character
        return right

    def corrected(self, character: str) -> str:
        if character in "«»":
            self.is_open = character == "«"
        elif character == "„" or (character in '"“”' and (self.is_open or not self.is_measure(character))):
            self.is_open = character == "„" or not self.is_open
            return "«" if self.is_open else "»"
        elif character == "‚" or (character == "‘" and self.is_inner_open):
            self.is_inner_open = character == "‚"
            return "‹" if self.is_inner_open else "›"
        elif character == "‘" and self.before.isalpha():
            return "’"
        return character

    def is_measure(self, character: str) -> bool:
        return character == '"' and bool(_DIGIT.match(self.before))
