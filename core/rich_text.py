"""Rich text: one short allow-list drives the editor in the admin and cleans on every way into the database."""

import html
import re
from contextlib import suppress
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError
from django_prose_editor.config import allowlist_from_extensions
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

from core import link_rules, markup_bounds
from core.normalization import INVISIBLE, normalized

#: What an editor may use. The page gives the h1 and its own sections the h2, so that text starts at h3.
#: SiteLink, Languages, PastedHtml and GermanMenu are this site's own: settings name what they may write.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Heading": {"levels": [3]},
    "SiteLink": True,
    "Languages": True,
    "HardBreak": True,
    "PastedHtml": True,
    "GermanMenu": True,
    "NoSpellCheck": False,
}

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_PERMITTED = {
    "lang": _LANGUAGE,
    "hreflang": _LANGUAGE,
    "dir": re.compile("ltr|rtl|auto"),
}

#: Link texts that do not say where they lead, in the languages of the site.
_IDLE_WORDS = frozenset(
    """hier|da|dort|mehr|weiter|link|dieser link|diese seite|seite|klick|klicken|klicken sie hier|hier klicken|siehe hier|mehr dazu|
    mehr erfahren|mehr lesen|mehr infos|mehr informationen|weitere informationen|weiterlesen|details|pdf|download|herunterladen|
    ici|là|plus|suite|lien|cliquez ici|cliquer ici|en savoir plus|lire la suite|lire plus|plus d’informations|télécharger|
    qui|altro|di più|clicca qui|cliccare qui|leggi tutto|leggi di più|per saperne di più|ulteriori informazioni|scarica|
    here|more|click here|read more|learn more|more information|this link|this page|details""".replace(
        "\n    ", ""
    ).split("|")
)

_NO_WORD = re.compile(r"[^\w\s’/]")
_ROUNDS = 20
_HEADINGS = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)
_EMPTY_BLOCKS = re.compile(r"<(p|h3|li|ul|ol)\b[^>]*>(?:\s|&nbsp;|<br>)*</\1>")
_BREAKS = re.compile(r"<(?:/p|/li|/h3|br)\b[^>]*>", re.IGNORECASE)


def _permit(tag: str, attribute: str, value: str) -> str | None:
    """The value, or None for one that breaks its rule, and for an attribute that has no rule."""
    if attribute == "href":
        address = link_rules.mended(value)
        return None if link_rules.refusal(address) else address
    rule = _PERMITTED.get(attribute)
    return value if rule and rule.fullmatch(value) else None


_cleaner = nh3.Cleaner(
    **allowlist_from_extensions(EXTENSIONS),
    attribute_filter=_permit,
    url_schemes={"https", "mailto", "tel"},
    link_rel=None,
)


def clean(value: str) -> str:
    """Only what the allow-list names; "" when no text is left, so that an empty text falls back to German.

    What is taken out can leave a nesting that is read differently the next time, so this goes on until nothing
    changes; a text that never comes to rest keeps its words only. So does one that is too long or too deep to be parsed.
    """
    if not markup_bounds.is_bounded(value):
        return html.escape(normalized(markup_bounds.words_of(value)), quote=False)
    for _round in range(_ROUNDS):
        cleaned = _clean_once(value)
        if cleaned == value:
            return cleaned if has_text(cleaned) else ""
        value = cleaned
    return html.escape(plain_text(value), quote=False)


def _clean_once(value: str) -> str:
    """Normalised afterwards: what was written as `&#11;` is a character then, and no attribute has kept a line break."""
    cleaned = normalized(_cleaner.clean(_HEADINGS.sub(r"<\1h3", value)), line_break="<br>")
    return _EMPTY_BLOCKS.sub("", cleaned).strip()


def plain_text(value: str) -> str:
    """The text alone, white space folded, for descriptions and for measuring."""
    if not markup_bounds.is_bounded(value):
        return normalized(markup_bounds.words_of(value))
    text = html.unescape(nh3.clean(_BREAKS.sub(" ", value), tags=set()))
    return " ".join(normalized(text).split())


def has_text(value: str) -> bool:
    """Whether a reader sees anything: not so with marks, spaces and invisible characters alone."""
    return bool(plain_text(value).translate(INVISIBLE).strip())


class _Links(HTMLParser):
    """The links of a text: address and words, in their order."""

    def __init__(self, value: str):
        super().__init__()
        self.found: list[list[str]] = []
        self.is_in_link = False
        # Python's parser gives up on some declarations; markup in them never reaches a page, so its links do not count.
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
    if not markup_bounds.is_bounded(value):
        return []  # such a text keeps its words only
    return [(address, " ".join(words.split())) for address, words in _Links(value).found]


def refused_links(value: str) -> list[tuple[str, str]]:
    """Addresses that cleaning takes away, and why: an editor must hear of it, and not lose a link in silence."""
    refusals = [(address, link_rules.refusal(link_rules.mended(address))) for address, _words in links(value)]
    return [(address, reason) for address, reason in refusals if reason]


def says_nothing(words: str) -> bool:
    """Whether somebody who jumps from link to link, as with a screen reader, hears no place to go."""
    bare = _NO_WORD.sub("", normalized(words).replace("'", "’").translate(INVISIBLE)).strip().casefold()
    return bare in _IDLE_WORDS or not has_text(bare) or words.strip().lower().startswith(("http://", "https://"))


def idle_links(value: str) -> list[str]:
    """The words of links that do not say where they lead."""
    return [words for _address, words in links(value) if says_nothing(words)]


class RichTextFormField(ProseEditorFormField):
    """Empty markup counts as empty; a link that would be lost, or that does not say where it leads, is named."""

    def to_python(self, value):
        return clean(super().to_python(value) or "")

    def clean(self, value):
        if reason := markup_bounds.refusal(value or ""):
            raise ValidationError(reason)
        if refused := refused_links(value or ""):
            address, reason = refused[0]
            raise ValidationError(f"Dieser Link lässt sich nicht verwenden: «{address}». {reason}")
        if idle := idle_links(value or ""):
            raise ValidationError(
                f"Der Linktext «{idle[0]}» sagt nicht, wohin der Link führt. Schreiben Sie, was dort steht, zum Beispiel "
                "«Förderbereiche von KIP 3»."
            )
        return super().clean(value)


class RichTextField(ProseEditorField):
    """Sanitised HTML, also in the columns of the other languages.

    `save()`, `create()`, `update()`, bulk operations and raw loads all pass `get_db_prep_save`. Database expressions
    do not: they are code, never input.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"extensions": EXTENSIONS, "sanitize": clean} | kwargs))

    def clean(self, value, model_instance):
        """Cleaned before it is validated, so that empty markup does not pass for a required text."""
        return super().clean(clean(value) if isinstance(value, str) else value, model_instance)

    def pre_save(self, model_instance, add):
        """The row in memory gets what the database gets.

        Not by `setattr`: for a translated field that writes to the active language, whose text may be a fallback.
        """
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean(value)
            model_instance.__dict__[self.attname] = value
        return value

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(clean(value) if isinstance(value, str) else value, connection)

    def formfield(self, **kwargs):
        return super().formfield(**({"form_class": RichTextFormField} | kwargs))
