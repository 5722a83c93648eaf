"""One person's work on the form of a page: what it shows when opened, and what becomes of the submission."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.utils.functional import cached_property

from accounts.permissions import WRITE, has_right, languages_to_write
from core.database.primary_keys import as_pk
from core.languages import GERMAN
from core.models import Entry, is_new_key, new_key
from editorial.comparison import translation_state
from editorial.comparison.diff import Change, Difference, describe_changes, language_of, languages_held
from editorial.comparison.merge import Conflict, same_content
from editorial.comparison.translation_state import Spot, TextState, has_changed, text_at, text_states
from editorial.forms.draft_forms import Fault
from editorial.forms.form_content import PAGE_PLACE, Content, PageForm, formset_prefix, name_of
from editorial.forms.form_data import FormData
from editorial.forms.page_admin import PageAdmin, admin_of
from editorial.forms.positions import with_positions
from editorial.forms.references import RELEASE_PARAMETER, references_of, system_request
from editorial.models import Release, Revision
from editorial.remarks import office, passages
from editorial.revisions import preview_links, publishing, snapshots
from editorial.revisions.releases import WRITTEN_STATES, hold, take_back_approval
from editorial.revisions.snapshots import published_revision
from editorial.texts.writing import TextReading, corrected, readings

State = Revision.State
#: Name of the parameters that choose the published text of a field: place and name, separated.
THEIRS_FIELD, SEPARATOR = "_theirs", "|"
#: Name of the hidden field with the key of a new page.
KEY_FIELD = "_key"


@dataclass
class FormSession:
    """A page, its public revision, and the draft that is being continued, if any."""

    admin: PageAdmin
    page: Entry | None
    public: Revision | None
    draft: Revision | None = None
    joining: Release | None = None  # the release into which a new draft is to be put
    key: str = ""
    has_corrected: bool = False
    is_continued: bool = False  # the draft asked for has been replaced by this one
    content: Content = field(init=False)
    conflicts: list[Conflict] = field(init=False)
    data: QueryDict = field(init=False)
    faults: list[Fault] = field(init=False)

    def __post_init__(self):
        self.key = self.key or (self.page.key if self.page else self.draft.key if self.draft else new_key())
        self.content, self.conflicts = self.public_content, []
        if self.page and not self.public:  # not recorded yet
            self.content = snapshots.content_now(self.admin, self.key)
        if self.draft:
            self.content, self.conflicts = publishing.combined(self.draft, self.public)

    def show(self, request: HttpRequest):
        """Has the forms of this request show the draft, if there is one: see `DraftForm`."""
        references = references_of(request)
        references.release = self.draft.release_id if self.draft else self.joining.pk if self.joining else None
        for each in self.coming():
            references.coming[admin_of(each).model][each.key] = each.name
        if self.draft:
            current_form = PageForm(self.admin, system_request(references), self.page, key=self.key)
            self.data = FormData(current_form, current_form.content(), self.content).data
            self.faults = publishing.known_faults(self.draft, self.public)
            request.shown = self  # type: ignore[attr-defined]  # read by `editorial.admin`

    def coming(self) -> list[Revision]:
        """The new pages of the same release, to which this one may refer."""
        waiting = self.joining.revisions.open().select_related("base") if self.joining else []
        others = [each for each in (self.draft.together() if self.draft else waiting) if each.key != self.key]
        return [each for each in others if each.content and not (each.base and each.base.content)]

    def faults_at(self, place: str) -> list[Fault]:
        return [fault for fault in self.faults if fault.place == place]

    @cached_property
    def remarks(self) -> list[passages.Placed]:
        waiting = self.draft.remarks.open().order_by("pk") if self.draft else []
        return passages.placed(self.admin, self.content, list(waiting))

    def remarks_at(self, place: str) -> list[tuple[str, str]]:
        """Names of fields of a place, and the remarks that stand there, as markup."""
        return [(each.name, office.beside_field(each)) for each in self.remarks if each.place == place and each.name]

    @property
    def others(self):
        """Other open revisions of this page."""
        waiting = Revision.objects.of(self.admin.model, self.key).open().without_content()
        return waiting.exclude(pk=self.draft.pk if self.draft else None)

    @property
    def named_conflicts(self) -> list[Difference]:
        """The conflicts, with the public text as `before` and the draft's as `after`."""
        disputed: list[Change] = [(each.place, each.field, each.theirs, each.mine) for each in self.conflicts]
        return describe_changes(self.admin, disputed, self.public_content, self.content)

    @cached_property
    def readings(self) -> list[TextReading]:
        return readings(self.admin, self.content)

    @cached_property
    def public_content(self) -> Content:
        return self.public.content if self.public else {}

    @cached_property
    def sources(self) -> translation_state.Sources:
        page = self.admin.opts.label_lower, self.key
        return translation_state.sources(model=page[0], key=page[1])[page]

    @cached_property
    def texts(self) -> list[TextState]:
        """The state of each text, for every language."""
        return text_states(self.content, self.public_content, self.sources)

    def german_since(self, language: str) -> list[tuple[str, Difference]]:
        """The changes of the German since the texts of one language were translated, with the value that confirms one.

        Only public texts can be confirmed; for those that a draft changes, the value is empty.
        """
        found = outdated(self.texts, [language])
        changes: list[Change] = [
            (each.spot[0], f"{each.spot[1]}_{GERMAN}", each.source, text_at(self.content, each.spot, GERMAN))
            for each in found
        ]
        values = [
            "" if has_changed(each.spot, self.public_content, self.content) else SEPARATOR.join(each.spot)
            for each in found
        ]
        return list(zip(values, describe_changes(self.admin, changes, self.content, self.content), strict=True))

    @classmethod
    def opened(cls, admin: PageAdmin, request: HttpRequest, page: Entry | None) -> "FormSession":
        """A session with the public revision and the draft asked for, by default the person's own."""
        asked = request.GET.get("fassung", "")
        waiting = Revision.objects.filter(model=admin.model._meta.label_lower).open()
        waiting = waiting.filter(key=page.key) if page else waiting
        if asked:
            draft = newest_of(waiting, as_pk(asked))
        else:
            own = waiting.filter(author=request.user).exclude(state=State.SCHEDULED).exclude(content={})
            draft = own.order_by("-pk").first() if page else None
        key = page.key if page else draft.key if draft else ""
        release = None if draft else as_pk(request.GET.get(RELEASE_PARAMETER))
        joining = Release.objects.waiting().filter(pk=release).first() if release else None
        is_continued = bool(asked and draft and draft.pk != as_pk(asked))
        return cls(admin, page, published_revision(admin, key), draft, joining, is_continued=is_continued)

    @classmethod
    def handed_in(cls, admin: PageAdmin, request: HttpRequest, page: Entry | None) -> "FormSession":
        """The session as it was when the form was opened, restored from its hidden fields."""
        sent = [as_pk(request.POST.get(name)) for name in ("_base", "_draft")]
        revisions = Revision.objects.filter(model=admin.model._meta.label_lower)
        found = {each.pk: each for each in revisions.filter(pk__in=[pk for pk in sent if pk])}
        public, draft = (found.get(pk) if pk else None for pk in sent)
        key = page.key if page else next((each.key for each in (draft, public) if each), "")
        if not key:
            key, draft = begun_before(revisions, request)
        public, draft = (each if each and each.key == key else None for each in (public, draft))
        if public and not public.published_at:
            public = None  # otherwise a draft would count as public, and its content as unchanged
        if page and not public:
            public = snapshots.first_revision(admin, page.key)
        if draft and not (draft.is_open or has_right(request, WRITE)):
            draft = None  # otherwise a translator could submit another draft's German text by its number
        return cls(admin, page, public, draft, key=key)

    def read(self, request: HttpRequest) -> Content:
        """The submitted content, merged over what the form did not show."""
        form = PageForm(self.admin, request, self.page, request.POST, key=self.key)
        unread = form.unread
        sent = form.content() | {place: row for place, row in self.content.items() if formset_prefix(place) in unread}
        handed_in = corrected(sent, self.content, form)
        self.has_corrected = handed_in != sent
        places = handed_in if has_right(request, WRITE) else self.content
        content = {place: self.content.get(place, {}) | handed_in.get(place, {}) for place in places}
        content = with_positions(content, form)
        chosen = [tuple(each.partition(SEPARATOR)[::2]) for each in request.POST.getlist(THEIRS_FIELD)]
        own = set(languages_to_write(request))
        return self.with_theirs(
            content, [(place, name) for place, name in chosen if (language_of(name) or GERMAN) in own]
        )

    def with_theirs(self, content: Content, chosen: list[tuple[str, ...]]) -> Content:
        """Takes the published text where both had changed it and it was chosen."""
        public = self.public_content
        for place, name in chosen:
            if name and place in content:
                content[place] = content[place] | {name: public.get(place, {}).get(name, "")}
            elif not name and place in public:
                content[place] = public[place]
            elif not name and place != PAGE_PLACE:
                content.pop(place, None)
        return content

    def confirm(self, request: HttpRequest) -> tuple[str, int]:
        """Marks a translation as current although its German source has changed. Returns message and level."""
        if not (self.public and self.public.is_live):
            return (
                "Das Deutsche hat sich inzwischen noch einmal geändert. Sehen Sie es bitte noch einmal an.",
                messages.WARNING,
            )
        translation_state.confirm_translation(self.public, self.spot_to_confirm(request))
        return "Die Übersetzung ist als richtig vermerkt.", messages.SUCCESS

    def spot_to_confirm(self, request: HttpRequest) -> Spot:
        """Raises Http404 unless it is an outdated public text in a language of the person."""
        texts = text_states(self.public_content, self.public_content, self.sources)
        asked = request.POST.get("_confirm")
        for each in outdated(texts, languages_to_write(request)):
            if SEPARATOR.join(each.spot) == asked:
                return each.spot
        raise Http404

    def has_changed(self, content: Content) -> bool:
        before = self.draft or self.public
        return not (before and same_content(before.content, content)) or bool(self.conflicts)

    def stays_submitted(self, request: HttpRequest) -> bool:
        """Whether a submitted revision stays so: with what is published together, it holds languages that the person may not
        write, nor take back."""
        if self.draft is None or self.draft.state != State.SUBMITTED:
            return False
        own = set(languages_to_write(request))
        return not all(languages_held(each) <= own for each in self.draft.together())

    def save(
        self, content: Content, author, note: str, stays_submitted: bool = False, *, is_small: bool = False
    ) -> tuple[Revision, Revision | None]:
        """Stores a new draft. The second value is another one that has been made meanwhile, from the same one or beside it."""
        with transaction.atomic():
            hold(self.draft.release_id if self.draft else None)
            taken = self.draft is not None and not supersede_draft(self.draft)
            revision = Revision.objects.create(
                model=self.admin.model._meta.label_lower,
                key=self.key,
                name=name_of(self.admin, content),
                content=content,
                base=self.public,
                continues=self.draft,
                author=author,
                note=note,
                is_small=is_small,
                state=State.SUBMITTED if stays_submitted and not taken else State.DRAFT,
                remark=self.draft.remark if self.draft else "",
                release_id=self.draft.release_id
                if self.draft and not taken and self.draft.state in WRITTEN_STATES
                else None,
            )
            if revision.state == State.DRAFT:
                take_back_approval(revision.release_id)
            if self.draft and not taken:
                preview_links.hand_over(self.draft, revision)
        publishing.judge(revision)
        others = Revision.objects.of(self.admin.model, self.key).open().exclude(pk=revision.pk)
        return revision, others.order_by("-pk").first() if taken or self.draft is None else None


def newest_of(waiting, pk: int | None) -> Revision | None:
    """The open draft with this primary key, or the one that has replaced it."""
    while pk and not (found := waiting.filter(pk=pk).first()):
        pk = Revision.objects.filter(continues=pk).order_by("pk").values_list("pk", flat=True).last()
    return found if pk else None


def begun_before(revisions, request: HttpRequest) -> tuple[str, Revision | None]:
    """The key that the form of a new page got when it was opened, and the own draft, if it is sent a second time."""
    key = request.POST.get(KEY_FIELD, "")
    drafts = revisions.filter(key=key)
    own = drafts.open().filter(author=request.user, base=None).exclude(state=State.SCHEDULED).order_by("-pk").first()
    return (key if own or (is_new_key(key) and not drafts.exists()) else ""), own


def outdated(texts: list[TextState], languages: list[str]) -> list[TextState]:
    return [each for each in texts if each.state is translation_state.State.OUTDATED and each.spot[2] in languages]


def supersede_draft(draft: Revision) -> bool:
    """Supersedes the old draft by the new one; False if it is no longer open. A scheduled draft stays."""
    waiting = Revision.objects.filter(pk=draft.pk, state__in=[State.DRAFT, State.SUBMITTED])
    return bool(waiting.update(state=State.SUPERSEDED)) or draft.state == State.SCHEDULED
