"""Invariants of publishing: nothing published is lost, no draft is public, a preview changes nothing."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.comparison.merge import same_content
from editorial.models import Release, Revision
from editorial.revisions import preview_links, publishing, snapshots
from editorial.revisions.snapshots import content_now
from programmes.models import FundingArea, Measure
from programmes.open_data.data_sets import DATA_SETS
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of
from tests.sampling import THOROUGH
from tests.site.page import one_of_each_kind, public_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EDITORS = ["first", "second", "third"]
PARTS = ["name_de", "summary_fr", "position", "areas", "row", "new row", "no row"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["open", "write", "write", "hand_in", "publish", "restore"]),
        st.sampled_from(EDITORS),
        st.sampled_from(PARTS),
        st.integers(0, 99),
    ),
    max_size=12,
)


class Office:
    """Several people at the form of one page, with its rows and links, each with the form as they opened it."""

    def __init__(self):
        self.admin = admin.site.get_model_admin(Measure)
        self.areas = [factories.funding_area() for _number in range(3)]
        self.documents = [factories.document() for _number in range(3)]
        self.page = factories.measure(name_de="Anfang", summary_fr="Début")
        factories.citation(measure=self.page, document=self.documents[0], supports_de="Am Anfang")
        snapshots.first_revision(self.admin, self.page.key)
        self.form = address(Measure, "change", self.page.pk)
        self.people = {name: person(f"{name} {self.page.pk}", "Redaktion", "Freigabe") for name in EDITORS}
        self.first_sheet, self.first_content = self.opened(EDITORS[0]), self.now()

    def begin(self):
        """All have opened the form, and nobody has written anything."""
        self.sheets = {name: dict(self.first_sheet) for name in EDITORS}
        self.drafts = {}
        self.published = [self.first_content]

    def now(self):
        return content_now(self.admin, self.page.key)

    def opened(self, name, draft="0") -> dict[str, list[str]]:
        return Answer(self.people[name].get(f"{self.form}?fassung={draft}")).values

    def open(self, name, part, number):
        self.sheets[name] = self.opened(name)
        self.drafts.pop(name, None)

    def write(self, name, part, number):
        sheet = self.sheets[name]
        rows = int(sheet["citations-TOTAL_FORMS"][0])
        if part == "areas":
            sheet["areas"] = [str(area.pk) for place, area in enumerate(self.areas) if number >> place & 1]
        elif part == "new row":
            sheet |= self.row(rows, number) | {"citations-TOTAL_FORMS": [str(rows + 1)]}
        elif part == "no row" and rows:
            sheet["citations-0-DELETE"] = ["on"]
        elif part == "row" and rows:
            sheet["citations-0-supports_de"] = [f"{name} {number}"]
        elif part in sheet:
            sheet[part] = [str(number) if part == "position" else f"{name} {number}"]

    def row(self, place: int, number: int) -> dict[str, list[str]]:
        document = self.documents[number % len(self.documents)]
        values = {"document": document.pk, "supports_de": f"Zeile {number}", "position": place + 1}
        return {f"citations-{place}-{field}": [str(value)] for field, value in values.items()}

    def hand_in(self, name, part, number):
        answer = self.people[name].post(self.form, self.sheets[name] | {"_check": ["1"]})
        if "/fassungen/" in answer.url:
            self.drafts[name] = revision_of(answer)
            self.sheets[name] = self.opened(name, self.drafts[name].pk)

    def publish(self, name, part, number):
        draft = self.drafts.pop(name, None)
        if draft and Revision.objects.open().filter(pk=draft.pk).exists():
            self.carry_out(name, draft)

    def carry_out(self, name, draft):
        """Refused because both changed the same, the editor's own text is chosen by handing the form in again."""
        act(self.people[name], draft, "publish")
        draft.refresh_from_db()
        if draft.is_open:
            again = self.people[name].post(self.form, self.opened(name, draft.pk) | {"_check": ["1"]})
            act(self.people[name], revision_of(again), "publish")
            assert revision_of(again).is_live
        self.published.append(self.now())
        self.sheets[name] = self.opened(name)

    def restore(self, name, part, number):
        old = list(Revision.objects.of(Measure, self.page.key).was_public().filter(state="superseded"))
        if old:
            answer = act(self.people[name], old[number % len(old)], "restore")
            self.carry_out(name, revision_of(answer))


@pytest.fixture
def office() -> Office:
    return Office()


@settings(max_examples=20 if THOROUGH else 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_published_text_stays_in_the_history_and_the_last_one_is_live(office, steps):
    with transaction.atomic():
        office.begin()
        for step, *values in steps:
            getattr(office, step)(*values)

            history = list(Revision.objects.of(Measure, office.page.key).was_public())
            (live,) = [each for each in history if each.is_live]
            assert same_content(live.content, office.now())
            assert same_content(live.content, office.published[-1])
            assert all(any(same_content(each.content, content) for each in history) for content in office.published)
        transaction.set_rollback(True)


# -- a preview leaves no trace


def everything() -> dict[str, list]:
    """Each row of each table, as the database has it."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.fixture
def drafts():
    """One of each kind: of a page that is there, with a new row, and of a page that is not there yet."""
    editor = person("editor", "Redaktion")
    area = factories.funding_area()
    document = factories.document()
    row = {"citations-TOTAL_FORMS": "1", "citations-0-document": str(document.pk), "citations-0-position": "1"}
    new = {"name_de": "Neu", "summary_de": "Neu.", "slug": "ganz-neu", "position": "9"}
    return [
        revision_of(hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Neu.", **row)),
        revision_of(hand_in(editor, address(FundingArea, "add"), **new)),
    ]


@pytest.mark.both_databases
def test_a_preview_leaves_the_database_as_it_was(drafts):
    before = everything()

    pages = [publishing.preview(draft, code).response.content.decode() for draft in drafts for code in ("de", "fr")]

    assert all("Neu." in page for page in pages)
    assert everything() == before


@pytest.mark.both_databases
def test_so_does_a_preview_that_fails_half_way(drafts, monkeypatch):
    """In the middle of a page: its structured data are written after its head."""
    before = everything()
    monkeypatch.setattr("programmes.templatetags.structured_data.json_ld", lambda *_: 1 / 0)

    for draft in drafts:
        with pytest.raises(ZeroDivisionError):
            publishing.preview(draft, "de")

    assert everything() == before


# -- a draft is nobody's business


@pytest.mark.both_databases
def test_no_public_address_tells_of_a_draft():
    word = "Schnabeltier"
    editor = person("editor", "Redaktion", "Freigabe")
    area = FundingArea.objects.first()
    texts = {"name_de": word, "summary_de": word, "description_de": f"<p>{word}</p>", "_note": word}
    changed = revision_of(hand_in(editor, address(FundingArea, "change", area.pk), **texts))
    new = revision_of(hand_in(editor, address(FundingArea, "add"), **texts, slug="schnabeltier", position="3"))
    Revision.objects.filter(pk=changed.pk).update(state="submitted")
    link = preview_links.create(new, 1, new.author)
    public = [path for path in public_addresses() if not path.startswith(("/it/", "/en/"))]  # as the French ones are
    paths = [
        *one_of_each_kind(public),
        "/",
        "/foerderbereiche/",
        area.get_absolute_url(),
        f"{area.get_absolute_url()}?fassung={changed.pk}",
        "/sitemap.xml",
        "/robots.txt",
        f"/aenderungen/forderbereich/{area.key}/",
        "/foerderbereiche/schnabeltier/",
        f"/admin/fassungen/{new.pk}/",
        "/suche/?q=Schnabeltie",  # the page of a search repeats what was asked
        "/fr/suche/?q=Schnabeltie",
        "/entscheide/feed/",
        "/druck/",
        "/daten/katalog.jsonld",
        *[f"/daten/{data.name}.{ending}" for data in DATA_SETS for ending in ("csv", "json")],
    ]
    reader = Client(headers={"host": "localhost", "cookie": f"fassung={changed.pk}", "x-preview": str(changed.pk)})

    told = [path for path in paths if word.encode() in reader.get(path).content]

    assert len(paths) > 60
    assert told == []
    assert word in reader.get(preview_links.address(link)).content.decode()


def test_a_page_with_500_revisions_is_listed_and_compared_with_few_queries(django_assert_max_num_queries):
    editor = person("editor", "Redaktion", "Freigabe")
    area = FundingArea.objects.first()
    live = Revision.objects.of(FundingArea, area.key).live().get()
    values = {"model": live.model, "key": live.key, "name": live.name, "author": User.objects.get(username="editor")}
    texts = [live.content[""] | {"summary_de": f"Satz Nummer {number}."} for number in range(500)]
    Revision.objects.bulk_create(
        Revision(content={"": text}, state="superseded", published_at=live.published_at, **values) for text in texts
    )
    newest, oldest = Revision.objects.of(FundingArea, area.key).order_by("-pk")[:2]

    with django_assert_max_num_queries(19):
        history = editor.get(address(FundingArea, "history", area.pk))
    with django_assert_max_num_queries(19):
        compared = editor.get(f"/admin/fassungen/{newest.pk}/?mit={oldest.pk}")

    assert "Seite 1 von 11" in history.content.decode()
    assert "Satz Nummer" in compared.content.decode()


def test_the_page_of_a_release_of_50_drafts_needs_as_few_queries_as_one_of_5(django_assert_max_num_queries):
    editor = person("editor", "Redaktion", "Freigabe")
    author = User.objects.get(username="editor")
    for count in (5, 50):
        release = Release.objects.create(name="Viel")
        for live in Revision.objects.live().exclude(content={}).order_by("pk")[:count]:
            content = live.content | {"": live.content[""] | {"position": "7"}}
            page = {"model": live.model, "key": live.key, "name": live.name, "base": live, "against": live}
            Revision.objects.create(**page, content=content, release=release, author=author, faults=[])

        with django_assert_max_num_queries(30):
            shown = Answer(editor.get(f"/admin/mappen/{release.pk}/"))

        assert len(shown.table) == count
