"""Every address that was ever public leads to its page, or to a 410 page with the replacement."""

import random
from itertools import product

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse

from core.models import Edition
from editorial.models import Revision
from files.models import StoredFile
from programmes.models import Document, Evaluation, GlossaryTerm, Measure
from redirects import triggers
from redirects.models import OldAddress
from tests import factories, sample_files
from tests.editorial.office import act, address, hand_in, person, record, revision_of, send
from tests.sampling import THOROUGH
from tests.site.page import Page, fetch, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LANGUAGES = ["", "/fr", "/it", "/en"]
PAGES = {
    "measure": (factories.measure, "/massnahmen/{}/"),
    "funding_area": (factories.funding_area, "/foerderbereiche/{}/"),
    "partner": (factories.partner, "/partner/{}/"),
    "decision": (factories.decision, "/entscheide/{}/"),
    "principle": (factories.principle, "/integrationspolitik/{}/"),
    "programme": (factories.programme, "/{}/"),
}
ROWS = {
    "term": (factories.term, "/glossar/{}/"),
    "evaluation": (factories.evaluation, "/evaluationen/{}/"),
    "document": (factories.document, "/dokumente/{}/"),
}
each_kind = pytest.mark.parametrize("kind", [*PAGES, *ROWS])


def take_in() -> StoredFile:
    return StoredFile.objects.take_in("x.pdf", sample_files.pdf())


def answer(path: str) -> tuple[int, str]:
    response = visitor().get(path)
    return response.status_code, response.headers.get("Location", "")


def rename_in_form(row):
    send(person("publisher", "Redaktion", "Freigabe"), address(type(row), "change", row.pk), slug="neu")


def rename_by_save(row):
    row.slug = "neu"
    row.save()


def rename_by_hand(row):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programmes_measure SET slug = 'neu' WHERE slug = 'alt'")


RENAMES = {
    "form": rename_in_form,
    "save": rename_by_save,
    "update": lambda row: type(row).objects.filter(pk=row.pk).update(slug="neu"),
    "SQL by hand": rename_by_hand,
}


@each_kind
def test_an_old_address_leads_to_the_new_one_in_each_language(kind):
    build, path = (PAGES | ROWS)[kind]
    rename_by_save(build(slug="alt"))

    for language in LANGUAGES:
        assert answer(language + path.format("alt")) == (301, language + path.format("neu"))


@pytest.mark.both_databases
@pytest.mark.parametrize("rename", RENAMES.values(), ids=RENAMES)
def test_whatever_way_a_slug_changes(rename):
    rename(factories.measure(slug="alt"))

    assert answer("/massnahmen/alt/") == (301, "/massnahmen/neu/")


@pytest.mark.both_databases
def test_every_kind_with_a_slug_is_kept():
    kinds = triggers.models_with_slug()
    for model in kinds:
        row = factories.any_of(model)
        before = row.slug
        model.objects.filter(pk=row.pk).update(slug="ein-anderer")
        assert OldAddress.objects.of(model).get(slug=before).key == row.key, model

    assert len(kinds) >= 10


@pytest.mark.both_databases
def test_a_change_that_leaves_the_slug_keeps_nothing():
    row = factories.measure(slug="alt")
    row.name_de = "Ein anderer Name"
    row.save()
    Measure.objects.update(slug=F("slug"))

    assert not OldAddress.objects.exists()


@pytest.mark.both_databases
def test_a_change_that_is_rolled_back_keeps_nothing():
    row = factories.measure(slug="alt")
    with transaction.atomic():
        rename_by_save(row)
        transaction.set_rollback(True)

    assert answer("/massnahmen/alt/") == (200, "")
    assert not OldAddress.objects.exists()


@pytest.mark.both_databases
def test_a_preview_keeps_nothing():
    publisher = person("publisher", "Redaktion", "Freigabe")
    row = factories.measure(slug="alt")
    revision = revision_of(hand_in(publisher, address(Measure, "change", row.pk), slug="neu"))
    publisher.get(reverse("admin:preview", args=[revision.pk, "de"]))

    assert not OldAddress.objects.exists()


def test_a_chain_is_one_step():
    row = factories.measure(slug="a")
    for slug in "bcd":
        Measure.objects.filter(pk=row.pk).update(slug=slug)

    assert {answer(f"/massnahmen/{slug}/") for slug in "abc"} == {(301, "/massnahmen/d/")}


def test_a_slug_that_is_taken_back_is_the_page():
    row = factories.measure(slug="a")
    for slug in "ba":
        Measure.objects.filter(pk=row.pk).update(slug=slug)

    assert [answer(f"/massnahmen/{slug}/") for slug in "ab"] == [(200, ""), (301, "/massnahmen/a/")]


@pytest.mark.both_databases
def test_two_that_change_places_lead_nowhere_else():
    one, two = factories.measure(slug="a"), factories.measure(slug="b")
    for row, slug in [(one, "c"), (two, "a"), (one, "b")]:
        Measure.objects.filter(pk=row.pk).update(slug=slug)

    assert [answer(f"/massnahmen/{slug}/") for slug in "abc"] == [(200, ""), (200, ""), (301, "/massnahmen/b/")]


@pytest.mark.both_databases
def test_whoever_had_a_slug_last_has_it():
    one = factories.measure(slug="a")
    Measure.objects.filter(pk=one.pk).update(slug="eins")
    two = factories.measure(slug="a")
    Measure.objects.filter(pk=two.pk).update(slug="zwei")

    assert answer("/massnahmen/a/") == (301, "/massnahmen/zwei/")


def test_kinds_are_told_apart():
    rename_by_save(factories.measure(slug="alt"))

    assert answer("/partner/alt/")[0] == 404


def test_an_address_that_never_was_is_not_found():
    assert answer("/massnahmen/nie/")[0] == answer("/fr/massnahmen/nie/")[0] == 404


@each_kind
def test_a_page_that_is_gone_says_so_and_leads_to_its_list(kind):
    build, path = (PAGES | ROWS)[kind]
    build(slug="alt").delete()

    page = fetch(path.format("alt"))
    (first, *_rest) = page.all("main .links a")

    assert page.response.status_code == 410
    assert page.texts("h1") == ["Diese Seite gibt es nicht mehr"]
    assert page.attribute("meta[name=robots]", "content") == "noindex"
    assert first.get("href") == path.partition("{")[0]


def test_it_says_so_in_the_language_of_the_reader():
    factories.measure(slug="alt").delete()

    page = fetch("/fr/massnahmen/alt/")

    assert page.document.get("lang") == "fr-CH"
    assert page.texts("h1") == ["Cette page n’existe plus"]
    assert page.all("main .links a")[0].get("href") == "/fr/massnahmen/"


@pytest.fixture
def removal(publisher) -> Revision:
    """Of a measure that had two addresses."""
    row = factories.measure(slug="alt", name_de="Kurs")
    Measure.objects.filter(pk=row.pk).update(slug="neu")
    answered = publisher.post(address(Measure, "delete", row.pk), {"post": "yes"})
    assert answered.url == reverse("admin:removed")
    return Revision.objects.live().get(key=row.key)


def name(publisher, removal, text: str):
    return publisher.post(reverse("admin:removed"), {"revision": removal.pk, "replaced_by": text}, follow=True)


@pytest.mark.parametrize("is_translated", [True, False])
def test_an_editor_names_what_replaced_it(publisher, removal, is_translated):
    if not is_translated:
        Measure.objects.filter(slug="deutschkurse").update(name_fr=None, name_it=None, name_en=None)
    edition = Edition.objects.number()
    name(publisher, removal, "/massnahmen/deutschkurse/")

    assert Edition.objects.number() > edition  # the page is published
    for prefix, slug in product(LANGUAGES, ("alt", "neu")):
        page = fetch(f"{prefix}/massnahmen/{slug}/")
        first = page.all("main .links a")[0]

        assert page.response.status_code == 410
        assert first.get("href") == f"{prefix}/massnahmen/deutschkurse/"
        assert ("Deutschkurse" in first.text_content()) == (not prefix or not is_translated)
        assert first.get("lang") == ("de" if prefix and not is_translated else None)


def test_the_replacement_may_move_too(publisher, removal):
    name(publisher, removal, "/massnahmen/deutschkurse/")
    Measure.objects.filter(slug="deutschkurse").update(slug="kurse")

    assert fetch("/massnahmen/alt/").all("main .links a")[0].get("href") == "/massnahmen/kurse/"


NOWHERE = ["/gibt/es/nicht", "//example.org/", "/\\example.org", "javascript:alert(1)", "x", "/admin/", "http://example.org/",
    "https://" + 600 * "x" + ".ch/"]  # fmt: skip
KEPT = {
    "https://www.bl.ch/x": "https://www.bl.ch/x",
    " /partner/ ": "/partner/",
    "http://localhost:8000/kip-3/": "/kip-3/",
    "": "",
}


def test_what_leads_nowhere_is_refused_in_words(publisher, removal):
    said = {text: name(publisher, removal, text).content.decode() for text in NOWHERE}

    assert [text for text, page in said.items() if "keine Seite dieser Website" not in page] == []
    assert not OldAddress.objects.exclude(replaced_by="").exists()


def test_what_is_named_is_kept(publisher, removal):
    for text, kept in KEPT.items():
        name(publisher, removal, text)
        assert set(OldAddress.objects.values_list("replaced_by", flat=True)) == {kept}


def test_only_who_publishes_names_it(removal):
    writer = person("writer", "Redaktion")

    assert writer.post(reverse("admin:removed"), {"revision": removal.pk, "replaced_by": "/kip-3/"}).status_code == 403
    assert writer.get(reverse("admin:removed")).status_code == 200


@pytest.mark.both_databases
def test_a_page_that_is_brought_back_answers_again(publisher, removal):
    draft = revision_of(act(publisher, removal.base, "restore"))
    act(publisher, draft, "publish")

    assert [answer(f"/massnahmen/{slug}/") for slug in ("neu", "alt")] == [(200, ""), (301, "/massnahmen/neu/")]


def test_the_changes_of_a_page_that_is_gone_are_gone(removal):
    assert answer(f"/aenderungen/massnahme/{removal.key}/")[0] == 410
    assert answer("/aenderungen/massnahme/nie/")[0] == 404


@pytest.mark.both_databases
def test_the_file_of_a_document_moves_and_goes_with_it():
    document = factories.document(slug="alt", file=take_in())
    rename_by_save(document)
    moved = answer("/dateien/alt.pdf")
    document.delete()

    assert moved == (301, "/dateien/neu.pdf")
    assert [answer(f"/dateien/{slug}.pdf")[0] for slug in ("alt", "neu")] == [410, 410]


def test_a_file_that_was_taken_from_its_document_is_gone():
    document = factories.document(slug="bericht", file=take_in())
    record(document)
    document.file = None
    document.save()

    assert answer("/dateien/bericht.pdf")[0] == 410


@pytest.mark.parametrize(
    ("model", "path"), [(GlossaryTerm, "/glossar/"), (Document, "/dokumente/"), (Evaluation, "/evaluationen/")]
)
def test_an_old_mark_on_a_list_still_marks_the_row(model, path):
    row, other = model.objects.all()[:2]
    before = row.slug
    model.objects.filter(pk=row.pk).update(slug="neu")

    assert fetch(path).document.get_element_by_id("neu").cssselect(f"[id='{before}']")

    model.objects.filter(pk=other.pk).update(slug=before)
    assert Page(path, visitor().get(path)).ids.count(before) == 1


SLUGS = ["a", "b", "c", "d", "e"]
SEQUENCES = 1000 if THOROUGH else 30


class World:
    """Some measures that are renamed, deleted and brought back at random, and every address that they ever had."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)  # noqa: S311
        self.deleted: list[str] = []
        self.last_owner: dict[str, str] = {}

    def free(self) -> list[str]:
        return sorted(set(SLUGS) - set(Measure.objects.filter(slug__in=SLUGS).values_list("slug", flat=True)))

    def own(self) -> list[Measure]:
        return list(Measure.objects.filter(slug__in=SLUGS).order_by("pk"))

    def step(self):
        self.random.choice([self.rename, self.rename, self.rename, self.delete, self.bring_back, self.add])()
        self.last_owner |= {row.slug: row.key for row in self.own()}

    def rename(self):
        if (rows := self.own()) and (free := self.free()):
            row = self.random.choice(rows)
            row.slug = self.random.choice(free)
            self.random.choice([row.save, lambda: Measure.objects.filter(pk=row.pk).update(slug=row.slug)])()

    def delete(self):
        if rows := self.own():
            row = self.random.choice(rows)
            self.deleted.append(row.key)
            self.random.choice([row.delete, Measure.objects.filter(pk=row.pk).delete])()

    def bring_back(self):
        if self.deleted and (free := self.free()):
            key = self.deleted.pop(self.random.randrange(len(self.deleted)))
            factories.measure(key=key, slug=self.random.choice(free))

    def add(self):
        if len(self.own()) < 3 and (free := self.free()):
            factories.measure(slug=self.random.choice(free))

    def faults(self, client) -> list[str]:
        now = {row.key: row.slug for row in self.own()}
        return [slug for slug, key in self.last_owner.items() if not self.is_right(client, slug, now.get(key))]

    def is_right(self, client, slug: str, slug_now: str | None) -> bool:
        response = client.get(f"/massnahmen/{slug}/")
        if slug_now is None:
            return response.status_code == 410
        if slug_now == slug:
            return response.status_code == 200
        return (response.status_code, response.url) == (301, f"/massnahmen/{slug_now}/")


@pytest.mark.both_databases
def test_after_random_sequences_every_address_leads_to_its_page_or_says_that_it_is_gone():
    client = visitor()
    seen, faults = 0, []
    for seed in range(SEQUENCES):
        with transaction.atomic():
            world = World(seed)
            for _ in range(8):
                world.step()
            faults += [(seed, slug) for slug in world.faults(client)]
            seen += len(world.last_owner)
            transaction.set_rollback(True)

    assert seen > 2 * SEQUENCES
    assert faults == []


def test_no_page_takes_the_former_address_of_another_and_each_may_go_back_to_its_own():
    publisher, first, second = person("publisher", "Redaktion", "Freigabe"), factories.measure(), factories.measure()
    was = first.slug
    send(publisher, address(Measure, "change", first.pk), slug="heute")

    refused = send(publisher, address(Measure, "change", second.pk), slug=was)
    send(publisher, address(Measure, "change", first.pk), slug=was)

    assert "Die Seite hiess früher so." in refused.text
    assert list(Measure.objects.filter(pk=first.pk).values_list("slug", flat=True)) == [was]
