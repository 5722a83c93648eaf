"""Rich text: one short allow-list drives the editor in the admin and cleans on every way into the database."""

import html
import re

import nh3
from django_prose_editor.fields import ProseEditorField

#: What an editor may use. The page gives the h1 and its own sections the h2, so that text starts at h3.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Heading": {"levels": [3]},
    "Link": {"enableTarget": False, "protocols": ["https", "mailto", "tel"]},
    "HardBreak": True,
}
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h3", "a", "span"}
ATTRIBUTES = {"a": {"href", "hreflang"}, "*": {"lang", "dir"}}

_cleaner = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "mailto", "tel"}, link_rel=None)
_HEADINGS = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)


def clean(value: str) -> str:
    """Only what the allow-list names; "" when no text is left, so that an empty text falls back to German."""
    cleaned = _cleaner.clean(_HEADINGS.sub(r"<\1h3", value)).strip()
    return cleaned if plain(cleaned) else ""


def plain(value: str) -> str:
    """The text alone, white space folded, for descriptions and for measuring."""
    spaced = re.sub(r"<(?:/p|/li|/h3|br)[^>]*>", " ", value)
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


class RichTextField(ProseEditorField):
    """Sanitised HTML. Forms, `save()`, `update()`, bulk operations and raw loads all pass `get_db_prep_save`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"extensions": EXTENSIONS, "sanitize": clean} | kwargs))

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(clean(value) if isinstance(value, str) else value, connection)
