"""What is set right in texts when they are saved: the letter ß, and in German the quotation marks and apostrophes.

After the Federal Chancellery's rules of writing (Schreibweisungen, 2.1): «…», inside them ‹…›, and the apostrophe ’.
"""

import re

#: Marks that open where nothing, white space, a bracket or a dash stands before them, and close elsewhere.
_PAIRS = {'"': "«»", "“": "«»", "”": "«»", "„": "««", "‘": "‹›", "‚": "‹‹", "‛": "‹‹"}
_BEFORE_OPENING = re.compile(r"[\s(\[{«‹/–—-]")
_APOSTROPHE = re.compile(r"(?<=\w)['‘´`](?=\w)")
_TAG = re.compile(r"(<[^>]*>)")
_BLOCK = re.compile(r"</?(?:p|h3|li|ul|ol|br)\b", re.IGNORECASE)
_SHARP_S = str.maketrans({"ß": "ss", "ẞ": "SS"})


def swiss_letters(text: str) -> str:
    """In every language of the site: a German name in a French text is spelled as here too."""
    return text.translate(_SHARP_S)


def german(text: str) -> str:
    """A German text, plain or rich, as it is printed in Switzerland. What is right already stays as it is."""
    before, parts = "", []
    for part in _TAG.split(text):
        if _TAG.fullmatch(part):  # addresses in tags stay; a block begins anew, what is bold does not
            before = "" if _BLOCK.match(part) else before
            parts.append(part)
        elif part:
            parts.append(_quoted(_APOSTROPHE.sub("’", swiss_letters(part)), before))
            before = part[-1]
    return "".join(parts)


def _quoted(text: str, before: str) -> str:
    signs = []
    for sign in text:
        if sign in _PAIRS:
            sign = _PAIRS[sign][bool(before) and not _BEFORE_OPENING.match(before)]
        signs.append(sign)
        before = sign
    return "".join(signs)
