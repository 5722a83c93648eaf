"""What is set right in texts when they are saved: the letter ß, and in German the quotation marks and apostrophes.

After the Federal Chancellery's rules of writing (Schreibweisungen, 2.1): «…», inside them ‹…›, and the apostrophe ’.
"""

import re

_TAG = re.compile(r"(<[^<>]*>)")
_BLOCK = re.compile(r"</?(?:p|h3|li|ul|ol|br)\b", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=\w)['´`](?=\w)")
#: A mark of a length or an angle after a figure: 17".
_DIGIT = re.compile(r"\d")
_SHARP_S = str.maketrans({"ß": "ss", "ẞ": "SS"})


def swiss_letters(text: str) -> str:
    """In every language of the site: a German name in a French text is spelled as here too."""
    return text.translate(_SHARP_S)


def german(text: str) -> str:
    """A German text, plain or rich, as it is printed in Switzerland. What is right already stays as it is."""
    marks, parts = QuotationMarks(), []
    for part in _TAG.split(text):
        if _TAG.fullmatch(part):  # addresses in tags stay; a block begins anew, what is bold does not
            marks = QuotationMarks() if _BLOCK.match(part) else marks
            parts.append(part)
        else:
            parts.append("".join(map(marks.right, _APOSTROPHE.sub("’", swiss_letters(part)))))
    return "".join(parts)


class QuotationMarks:
    """Goes through a paragraph from sign to sign: what opened is what the next mark closes."""

    def __init__(self):
        self.is_open = self.is_inner_open = False
        self.before = ""

    def right(self, sign: str) -> str:
        right, self.before = self.set_right(sign), sign
        return right

    def set_right(self, sign: str) -> str:
        if sign in "«»":
            self.is_open = sign == "«"
        elif sign == "„" or (sign in '"“”' and (self.is_open or not self.is_measure(sign))):
            self.is_open = sign == "„" or not self.is_open
            return "«" if self.is_open else "»"
        elif sign == "‚" or (sign == "‘" and self.is_inner_open):
            self.is_inner_open = sign == "‚"
            return "‹" if self.is_inner_open else "›"
        elif sign == "‘" and self.before.isalpha():
            return "’"
        return sign

    def is_measure(self, sign: str) -> bool:
        return sign == '"' and bool(_DIGIT.match(self.before))
