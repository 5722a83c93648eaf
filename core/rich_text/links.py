"""The links of a rich text: their addresses, those that are refused, and those with a vague text."""

import re
from contextlib import suppress
from html.parser import HTMLParser

from core.text.normalization import INVISIBLE, normalized

from . import bounds, link_rules
from .cleaner import has_text

#: Link texts that do not say where they lead, in the languages of the site.
_VAGUE_LINK_TEXTS = frozenset(
    """hier|da|dort|mehr|weiter|link|dieser link|diese seite|seite|klick|klicken|klicken sie hier|hier klicken|siehe hier|mehr dazu|
    mehr erfahren|mehr lesen|mehr infos|mehr informationen|weitere informationen|weiterlesen|details|pdf|download|herunterladen|
    ici|là|plus|suite|lien|cliquez ici|cliquer ici|en savoir plus|lire la suite|lire plus|plus d’informations|télécharger|
    qui|altro|di più|clicca qui|cliccare qui|leggi tutto|leggi di più|per saperne di più|ulteriori informazioni|scarica|
    here|more|click here|read more|learn more|more information|this link|this page|details""".replace(
        "\n    ", ""
    ).split("|")
)

_NO_WORD = re.compile(r"[^\w\s’/]")


class _Links(HTMLParser):
    """Collects the links of a text, address and words, in order."""

    def __init__(self, value: str):
        super().__init__()
        self.found: list[list[str]] = []
        self.is_in_link = False
        # Python's parser fails on some declarations; markup in them never reaches a page, so its links do not count.
        with suppress(AssertionError):
            self.feed(value)
            self.close()

    def handle_starttag(self, tag, attrs):
        addresses = [value or "" for name, value in attrs if (tag, name) == ("a", "href")]
        if addresses:
            self.found.append([addresses[0], ""])
            self.is_in_link = True

    def handle_endtag(self, tag):
        self.is_in_link = self.is_in_link and tag != "a"

    def handle_data(self, data):
        if self.is_in_link:
            self.found[-1][1] += data


def links(value: str) -> list[tuple[str, str]]:
    """Address and words of each link of a rich text."""
    if not bounds.is_bounded(value):
        return []  # such a text is reduced to plain text
    return [(address, " ".join(words.split())) for address, words in _Links(value).found]


def refused_links(value: str) -> list[tuple[str, str]]:
    """Links that cleaning would remove, with the reason: an editor must be told, not lose a link silently."""
    refusals = [
        (address, link_rules.refusal(link_rules.normalized_address(address))) for address, _words in links(value)
    ]
    return [(address, reason) for address, reason in refusals if reason]


def is_vague(words: str) -> bool:
    """Whether a link text alone, as screen readers list it, does not say where the link leads."""
    bare = _NO_WORD.sub("", normalized(words).replace("'", "’").translate(INVISIBLE)).strip().casefold()
    return bare in _VAGUE_LINK_TEXTS or not has_text(bare) or words.strip().lower().startswith(("http://", "https://"))


def vague_links(value: str) -> list[str]:
    """The texts of links that do not say where they lead."""
    return [words for _address, words in links(value) if is_vague(words)]
