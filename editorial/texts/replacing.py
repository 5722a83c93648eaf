"""Replaces words in all texts: shows each place, and makes drafts of the chosen ones, which are published as usual."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from html import escape, unescape

from django.contrib import messages
from django.forms import SlugField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.login.sessions import signed_in
from accounts.permissions import TRANSLATE, WRITE, languages_to_write, require_right
from core.admin_page import admin_page
from core.languages import GERMAN
from core.rich_text.cleaner import plain_text
from core.text import typography
from core.text.normalization import bounded_line
from editorial.forms.form_content import Content, PublishError, name_of
from editorial.forms.page_admin import admin_of
from editorial.models import Release, Revision
from editorial.revisions import actions, releases
from editorial.texts import stored_texts
from editorial.texts.stored_texts import PageContent, PageField
from editorial.texts.writing import swiss_spelling

MAX_PLACES = 500
CONTEXT = 70  # letters before and after a place
WINDOW = 1_000  # characters of markup that are read for them
SEPARATOR = "|"
_TAG = re.compile(r"<[^<>]*>")
_ALTERNATIVE = re.compile(r'<img\b[^<>]*?\salt="([^"<>]*)"')
_REST_OF_TAG = re.compile(r"\A[^<>]*>")
State = Revision.State


@dataclass(frozen=True)
class Replacement:
    """Exact words; whole ones only, unless `in_words`. An address is also replaced in links."""

    old: str
    new: str
    in_words: bool = False

    @property
    def is_address(self) -> bool:
        return self.old.startswith(("/", "http", "mailto:", "tel:"))

    def matches(self, field: PageField) -> list[re.Match]:
        old = escape(self.old, quote=False) if field.is_rich else self.old
        words = r"\s+".join(map(re.escape, old.split()))
        bounded = re.compile(f"({words})" if self.in_words else rf"(?<!\w)({words})(?!\w)")
        value = str(field.value)
        spans = texts_in(value) if field.is_rich and not self.is_address else [(0, len(value))]
        return [match for span in spans for match in bounded.finditer(value, *span)]

    def applied(self, field: PageField, numbers: set[int]) -> str:
        """The value with the matches of these numbers replaced."""
        value, new = str(field.value), swiss_spelling(field.name, self.new)
        for number, match in reversed(list(enumerate(self.matches(field)))):
            if number in numbers:
                before, after = value[: match.start(1)], value[match.end(1) :]
                value = before + (escape(new, quote=is_in_tag(before)) if field.is_rich else new) + after
        return value


def texts_in(markup: str) -> Iterator[tuple[int, int]]:
    """Where text begins and ends: between tags, and the alternative texts of images. A draft may hold any markup."""
    end = 0
    for tag in _TAG.finditer(markup):
        yield end, tag.start()
        if alternative := _ALTERNATIVE.match(tag[0]):
            yield tag.start() + alternative.start(1), tag.start() + alternative.end(1)
        end = tag.end()
    yield end, len(markup)


@dataclass(frozen=True)
class Place:
    """One match in a text."""

    field: PageField
    number: int
    match: re.Match
    new: str

    @property
    def id(self) -> str:
        revision = self.field.page.revision
        return SEPARATOR.join([str(revision.pk), self.field.place, self.field.name, str(self.number)])

    @property
    def markup_before(self) -> str:
        """As much of it as is read, without the rest of a tag at its beginning."""
        end = self.match.start(1)
        return (
            _REST_OF_TAG.sub("", self.match.string[max(0, end - WINDOW) : end])
            if end > WINDOW
            else self.match.string[:end]
        )

    @property
    def before(self) -> str:
        value = self.markup_before
        shown = self.shown(value.rpartition('"')[2] if is_in_tag(value) else value)
        return f"… {shown[-CONTEXT:].partition(' ')[2]}" if len(shown) > CONTEXT else shown

    @property
    def after(self) -> str:
        end = self.match.end(1)
        rest = self.match.string[end : end + WINDOW]
        shown = self.shown(rest.partition('"')[0] if is_in_tag(self.markup_before) else rest)
        return f"{shown[:CONTEXT].rpartition(' ')[0]} …" if len(shown) > CONTEXT else shown

    def shown(self, text: str) -> str:
        """Without markup, but with the spaces beside the match."""
        if not self.field.is_rich:
            return text
        start, end = (" " if each and unescape(each).isspace() else "" for each in (text[:1], text[-1:]))
        return f"{start}{plain_text(text)}{end}"

    @property
    def old(self) -> str:
        return unescape(self.match[1]) if self.field.is_rich else self.match[1]


def is_in_tag(value: str) -> bool:
    return value.rfind("<") > value.rfind(">")


@dataclass(frozen=True)
class ChangeablePage:
    """A public page or a draft with places; in what is submitted or planned they can only be looked at."""

    page: PageContent
    places: list[Place]
    is_own: bool

    @property
    def is_changeable(self) -> bool:
        return self.page.revision.state in (State.PUBLISHED, State.DRAFT)

    @property
    def is_chosen(self) -> bool:
        """Whether its boxes are ticked at first: drafts of others are not."""
        return self.is_own or not self.page.revision.is_open


def changeable_pages(request: HttpRequest, replacement: Replacement) -> list[ChangeablePage]:
    own = set(languages_to_write(request))
    found = []
    for page in stored_texts.public_pages() + stored_texts.open_drafts():
        if places := list(places_in(page, replacement, own)):
            found.append(ChangeablePage(page, places, page.revision.author_id == request.user.pk))
    return found


def places_in(page: PageContent, replacement: Replacement, languages: set[str]) -> Iterator[Place]:
    """Addresses of pages are left out: they are changed one by one, so that the old ones go on leading to them."""
    for text in page.texts():
        if not isinstance(text.field, SlugField) and (text.language or GERMAN) in languages:
            new = swiss_spelling(text.name, replacement.new)
            for number, match in enumerate(replacement.matches(text)):
                yield Place(text, number, match, new)


def replace(request: HttpRequest) -> HttpResponse:
    require_right(request, WRITE, TRANSLATE)
    sent = request.POST if request.method == "POST" else request.GET
    old, new = (bounded_line(sent.get(name, "")) for name in ("alt", "neu"))
    replacement = Replacement(old, new, "teil" in sent)
    found = changeable_pages(request, replacement) if old else []
    is_ready = bool(old and new and old != new)
    if request.method == "POST" and is_ready:
        return make_drafts(request, replacement, found, set(request.POST.getlist("stelle")))
    values = {
        "replacement": replacement,
        "is_ready": is_ready,
        "pages": first(found, MAX_PLACES),
        "count": sum(len(each.places) for each in found),
        "most": MAX_PLACES,
    }
    return admin_page(request, "replace.html", "Überall ersetzen", **values)


def first(pages: Iterable[ChangeablePage], most: int) -> list[ChangeablePage]:
    """So many places; one page alone may have some ten thousand."""
    shown = []
    for page in pages:
        if most > 0:
            shown.append(replaced(page, places=page.places[:most]))
        most -= len(page.places)
    return shown


@dataclass
class Edit:
    """What is replaced in a draft, or in a new one of a public page: place, name, value before and after."""

    page: PageContent
    draft: Revision | None
    values: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def content(self) -> Content:
        """A text that the draft has changed itself is replaced as the draft has it, not as the public page has it."""
        content = {place: dict(values) for place, values in (self.draft or self.page.revision).content.items()}
        for place, name, before, after in self.values:
            if content.get(place, {}).get(name) == before:
                content[place][name] = after
        return content

    def save(self, author, note: str, release: Release | None) -> Revision:
        """Raises PublishError if somebody has closed the draft meanwhile."""
        revision, content = self.page.revision, self.content
        name = name_of(admin_of(revision), content)
        if self.draft:
            note = self.draft.note or note
            unknown = {"faults": None, "against": None}  # looked for when somebody opens it
            return actions.continued(self.draft, author, content=content, name=name, note=note, **unknown)
        page = {"model": revision.model, "key": revision.key, "base": revision}
        return Revision.objects.create(**page, name=name, content=content, author=author, note=note, release=release)


def edits(pages: list[ChangeablePage], replacement: Replacement, chosen: set[str], author) -> list[Edit]:
    """One for each draft: an own one of a public page is continued."""
    own = {(each.model, each.key): each for each in own_drafts(author)}
    found: dict[tuple, Edit] = {}
    for each in pages:
        revision = each.page.revision
        identity = revision.model, revision.key
        draft = revision if revision.is_open else own.get(identity)
        values = changed_values(each, replacement, chosen)
        if values and each.is_changeable:
            found.setdefault((identity, draft and draft.pk), Edit(each.page, draft)).values.extend(values)
    return list(found.values())


def own_drafts(author):
    """The newest of each page comes last."""
    return (
        Revision.objects.filter(author=author, state__in=releases.WRITTEN_STATES).select_related("base").order_by("pk")
    )


def changed_values(page: ChangeablePage, replacement: Replacement, chosen: set[str]) -> list[tuple[str, str, str, str]]:
    numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
    fields = {(each.field.place, each.field.name): each.field for each in page.places}
    for each in page.places:
        if each.id in chosen:
            numbers[each.field.place, each.field.name].add(each.number)
    return [
        (*spot, str(fields[spot].value), replacement.applied(fields[spot], which)) for spot, which in numbers.items()
    ]


def make_drafts(
    request: HttpRequest, replacement: Replacement, pages: list[ChangeablePage], chosen: set[str]
) -> HttpResponse:
    author = signed_in(request)
    note = typography.german(f"«{replacement.old}» durch «{replacement.new}» ersetzt.")[:200]
    saved = []
    found = edits(pages, replacement, chosen, author)
    is_set = sum(edit.draft is None for edit in found) > 1
    release = Release.objects.create(name=note[:120], created_by=author) if is_set else None
    for edit in found:
        try:
            saved.append(edit.save(author, note, release))
        except PublishError as refusal:
            messages.error(request, f"{edit.page.revision.name}: {' '.join(refusal.messages)}")
    said = f"Ersetzt in {len(saved)} {'Entwurf' if len(saved) == 1 else 'Entwürfen'}."
    messages.success(request, f"{said} Auf der Website hat sich noch nichts geändert.")
    return HttpResponseRedirect(page_of_drafts(saved, release))


def page_of_drafts(saved: list[Revision], release: Release | None) -> str:
    """Where they are looked at: the release, the only draft, or else the list of all."""
    if release:
        return reverse("admin:release", args=[release.pk])
    return reverse("admin:revision", args=[saved[0].pk]) if len(saved) == 1 else reverse("admin:drafts")
