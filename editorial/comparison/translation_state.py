"""The state of each translated text: missing, current or outdated, by the German text from which it was made.

The state is a function of the content, of the public content on which a draft is based, and of the known sources. Time
does not matter, nor whether a form has ever shown the language.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices

from core.languages import GERMAN, OTHER_LANGUAGES
from editorial.forms.form_content import Content, Fields
from editorial.models import Revision, Translation
from editorial.models.translation import text_digest

#: Place, name of the field without language, code of the language.
Spot = tuple[str, str, str]
#: The German source by spot and digest of the translation.
Sources = dict[tuple[str, str, str, str], str]
#: The sources by model and key of the page.
KnownSources = dict[tuple[str, str], Sources]

COMPLETE = "vollständig"


class State(TextChoices):
    MISSING = "fehlt", "fehlt"
    CURRENT = "aktuell", "aktuell"
    OUTDATED = "veraltet", "veraltet"


class TextState(NamedTuple):
    """A text, its state, and the German text from which it was made."""

    spot: Spot
    state: State
    source: str


@dataclass(frozen=True)
class PageTexts:
    """The states of the texts of a public page, or of the texts that an open revision changes."""

    revision: Revision
    texts: list[TextState]

    @property
    def identity(self) -> tuple[str, str]:
        return self.revision.model, self.revision.key

    @property
    def counts(self) -> "Counts":
        return counts(self.texts)

    def faulty(self, languages: Iterable[str], state: str = "") -> list[TextState]:
        """Missing and outdated texts, or only those in one state."""
        states = [state] if state else [State.MISSING, State.OUTDATED]
        return [each for each in self.texts if each.spot[2] in languages and each.state in states]


class Counts(dict[str, Counter[State]]):
    """The number of texts by language and state."""

    def in_words(self, code: str) -> str:
        """«2 fehlen, 1 veraltet»; «vollständig» only if nothing is missing or outdated."""
        missing, outdated = self[code][State.MISSING], self[code][State.OUTDATED]
        found = [f"{missing} {'fehlt' if missing == 1 else 'fehlen'}"] if missing else []
        return ", ".join(found + ([f"{outdated} veraltet"] if outdated else [])) or COMPLETE


def counts(texts: Iterable[TextState]) -> Counts:
    found = Counts({code: Counter() for code in OTHER_LANGUAGES})
    for each in texts:
        found[each.spot[2]][each.state] += 1
    return found


def text_states(content: Content, base: Content, sources: Sources) -> list[TextState]:
    """The states of all texts that exist in German, in every other language, whether the content has it or not."""
    return [
        text_state(content, base, sources, (place, name, code))
        for place, fields in content.items()
        for name in translated_names(fields)
        if fields[f"{name}_{GERMAN}"]
        for code in OTHER_LANGUAGES
    ]


def text_state(content: Content, base: Content, sources: Sources, spot: Spot) -> TextState:
    """A translation that is as in `base`, without a known source, was made from the German text beside it there."""
    german, translated = text_at(content, spot, GERMAN), text_at(content, spot)
    if not translated:
        return TextState(spot, State.MISSING, "")
    source = sources.get((*spot, text_digest(translated))) if sources else None
    if source is None:
        source = text_at(base, spot, GERMAN) if text_at(base, spot) == translated else german
    return TextState(spot, State.CURRENT if source == german else State.OUTDATED, source)


def translated_names(fields: Fields) -> list[str]:
    return [name.removesuffix(f"_{GERMAN}") for name in fields if name.endswith(f"_{GERMAN}")]


def text_at(content: Content, spot: Spot, code: str = "") -> str:
    place, name, language = spot
    found = content.get(place, {}).get(f"{name}_{code or language}", "")
    return found if isinstance(found, str) else ""


def sources(**where) -> KnownSources:
    """The known sources by model and key of the page."""
    found: dict[tuple[str, str], Sources] = defaultdict(dict)
    rows = Translation.objects.filter(**where).values_list(
        "model", "key", "place", "field", "language", "digest", "german"
    )
    for model, key, *identity, german in rows:
        place, name, language, digest = identity
        found[model, key][place, name, language, digest] = german
    return found


def public_texts(known: KnownSources | None = None, **where) -> list[PageTexts]:
    """The states of all public texts, with two queries, or one where the sources are known."""
    known = sources(**where) if known is None else known
    pages = Revision.objects.live().filter(**where).exclude(content={}).order_by("model", "name", "pk")
    return [
        PageTexts(page, text_states(page.content, page.content, known[page.model, page.key]))
        for page in pages.only("model", "key", "name", "content")
    ]


def draft_texts(known: KnownSources | None = None, **where) -> list[PageTexts]:
    """The states of the texts that open revisions change, with two queries, or one where the sources are known."""
    known = sources(**where) if known is None else known
    waiting = Revision.objects.open().filter(**where).select_related("base", "author").order_by("model", "name", "pk")
    return [PageTexts(each, changed_texts(each, known[each.model, each.key])) for each in waiting]


def changed_texts(revision: Revision, known: Sources) -> list[TextState]:
    texts = text_states(revision.content, revision.base_content, known)
    return [each for each in texts if has_changed(each.spot, revision.base_content, revision.content)]


def has_changed(spot: Spot, before: Content, after: Content) -> bool:
    return any(text_at(before, spot, code) != text_at(after, spot, code) for code in (GERMAN, spot[2]))


def record_publication(revision: Revision, before: Content, after: Content):
    """Stores the German sources of the former translations, at each text that a publication changes."""
    known = sources(model=revision.model, key=revision.key)[revision.model, revision.key]
    new = {}
    for spot in [each.spot for each in text_states(before, before, {}) if each.state is not State.MISSING]:
        identity = (*spot, text_digest(text_at(before, spot)))
        if identity not in known and spot[0] in after and has_changed(spot, before, after):
            new[identity] = text_at(before, spot, GERMAN)
    Translation.objects.bulk_create(translation(revision, identity, german) for identity, german in new.items())


def translation(revision: Revision, identity: tuple[str, str, str, str], german: str) -> Translation:
    place, name, language, digest = identity
    page = {"model": revision.model, "key": revision.key}
    return Translation(**page, place=place, field=name, language=language, digest=digest, german=german)


def confirm_translation(public: Revision, spot: Spot):
    """Marks a public translation as made from the German text of today."""
    (place, name, language), translated = spot, text_at(public.content, spot)
    Translation.objects.update_or_create(
        model=public.model, key=public.key, place=place, field=name, language=language,
        digest=text_digest(translated), defaults={"german": text_at(public.content, spot, GERMAN)},
    )  # fmt: skip
