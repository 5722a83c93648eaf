"""Words that identify the canton of the shipped content, and a content directory of another canton."""

import re
from pathlib import Path

#: This canton, its capital, the place of its office, its parliament, its collection of laws; in the languages of the site.
NAMES = re.compile(r"(?i:basel(?!ine)|\bbâle\b|basilea|liestal|pratteln|landrat|\bbl\.ch)|\b(?:BL|SGS)\b")
#: An invented canton: the least that is a whole site.
MUSTER = Path(__file__).parent / "muster"
