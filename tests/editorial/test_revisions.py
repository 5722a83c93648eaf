"""A draft is a stored form submission: saved, shown, submitted, published, scheduled, restored."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from core.models import Edition
from editorial.forms.page_admin import admin_for, page_admins
from editorial.models import Revision
from editorial.revisions import preview_links, publishing, snapshots
from programmes.models import Document, FundingArea, GlossaryTerm, Measure, Programme
from tests import factories
from tests.editorial.office import Answer, act, address, clock_ticks, hand_in, record, revision_of, send

pytestmark = pytest.mark.django_db

State = Revision.State
READER = Client(headers={"host": "localhost"})


@pytest.fixture
def area():
    """A page with nothing beside it."""
    return factories.funding_area(name_de="Sprache im Alltag", summary_de="Deutsch lernen im Alltag.")


def form_of(page) -> str:
    return address(type(page), "change", page.pk)


def public_text(path: str) -> str:
    return READER.get(path).content.decode()


# -- drafts


def test_what_is_handed_in_is_a_draft_and_the_website_stays(editor, area):
    record(area)
    edition = Edition.objects.number()

    revision = revision_of(hand_in(editor, form_of(area), summary_de="Ein ganz neuer Satz."))

    assert (revision.state, revision.author.username) == (State.DRAFT, "editor")
    assert revision.content[""]["summary_de"] == "Ein ganz neuer Satz."
    assert "Ein ganz neuer Satz." not in public_text(area.get_absolute_url())
    assert Edition.objects.number() == edition


def test_an_incomplete_draft_is_kept_as_it_is_and_says_what_is_missing(editor, area):
    answer = hand_in(editor, form_of(area), name_de="", position="viel")

    page = Answer(editor.get(answer.url))
    assert "Name: Bitte ausfüllen." in page.text
    assert not page.document.cssselect("[value=submit]")
    form = Answer(editor.get(f"{form_of(area)}?fassung={revision_of(answer).pk}"))
    assert form.values["position"] == ["viel"]
    assert {"name_de", "position"} <= set(form.errors)


def test_opening_the_form_again_goes_on_with_ones_own_draft(editor, area):
    hand_in(editor, form_of(area), summary_de="Erster Entwurf.")
    hand_in(editor, form_of(area), name_de="Sprache im Beruf")

    waiting = Revision.objects.of(FundingArea, area.key).open()

    assert [(each.content[""]["summary_de"], each.content[""]["name_de"]) for each in waiting] == [
        ("Erster Entwurf.", "Sprache im Beruf")
    ]


def test_a_form_says_whose_draft_is_waiting(editor, publisher, area):
    hand_in(editor, form_of(area), summary_de="Erster Entwurf.")

    text = Answer(publisher.get(form_of(area))).text

    assert "Hier wartet schon etwas. Entwurf von editor" in text


def test_a_new_page_is_a_draft_before_it_is_a_page(editor, publisher):
    page = address(GlossaryTerm, "add")

    revision = revision_of(hand_in(editor, page, term_de="Erstgespräch", slug="erstgespraech"))

    assert not GlossaryTerm.objects.filter(slug="erstgespraech").exists()
    hand_in(editor, f"{page}?fassung={revision.pk}", definition_de="Das erste Gespräch.")
    newest = Revision.objects.of(GlossaryTerm, revision.key).open().get()
    act(publisher, newest, "publish")
    term = GlossaryTerm.objects.get(slug="erstgespraech")
    assert (term.key, term.definition_de) == (revision.key, "Das erste Gespräch.")


@pytest.mark.both_databases
def test_rows_of_a_draft_keep_their_keys_and_become_rows(publisher, area):
    document = Document.objects.first()
    rows = {"citations-TOTAL_FORMS": "1", "citations-0-document": str(document.pk), "citations-0-position": "1"}

    revision = revision_of(hand_in(publisher, form_of(area), **rows))

    (place,) = [place for place in revision.content if place]
    assert revision.content[place]["document"] == document.key
    act(publisher, revision, "publish")
    citation = area.citations.get()
    assert (f"citations {citation.key}", citation.document) == (place, document)
    again = hand_in(publisher, form_of(area), **{"citations-0-DELETE": "on"})
    act(publisher, revision_of(again), "publish")
    assert not area.citations.exists()


# -- review


def test_a_revision_shows_what_would_change_word_by_word(editor, publisher, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Deutsch lernen in der Freizeit."))

    page = Answer(publisher.get(f"/admin/fassungen/{revision.pk}/"))

    (difference,) = page.document.cssselect(".difference")
    assert difference.cssselect("h3")[0].text_content() == "Zusammenfassung"
    assert [each.text_content() for each in difference.cssselect("del")] == ["[gestrichen: im Alltag]"]
    assert [each.text_content() for each in difference.cssselect("ins")] == ["[neu: in der Freizeit]"]


def test_an_editor_submits_and_a_publisher_publishes(editor, publisher, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Ein neuer Satz."))

    act(editor, revision, "submit", note="Klarer gesagt")
    assert act(editor, revision, "publish").status_code == 403
    act(publisher, revision, "publish", note="Klarer gesagt")

    revision.refresh_from_db()
    assert (revision.state, revision.note) == (State.PUBLISHED, "Klarer gesagt")
    assert (revision.author.username, revision.published_by.username) == ("editor", "publisher")
    assert "Ein neuer Satz." in public_text(area.get_absolute_url())


def test_a_publisher_gives_back_with_a_remark_that_the_author_reads(editor, publisher, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Ein neuer Satz."))
    act(editor, revision, "submit")

    act(publisher, revision, "give_back", remark="Bitte kürzer.")

    assert "Bitte kürzer." in Answer(editor.get(form_of(area))).text
    assert revision_state(revision) == State.DRAFT


def test_what_is_withdrawn_cannot_be_published_and_stays_in_the_history(editor, publisher, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Ein neuer Satz."))
    act(editor, revision, "withdraw")

    act(publisher, revision, "publish")

    assert revision_state(revision) == State.WITHDRAWN
    assert "zurückgezogen" in Answer(editor.get(address(FundingArea, "history", area.pk))).text


def revision_state(revision) -> str:
    return Revision.objects.values_list("state", flat=True).get(pk=revision.pk)


# -- preview


def test_a_preview_is_the_whole_page_in_each_language_and_says_so(editor, area):
    answer = hand_in(editor, f"{form_of(area)}?sprache=fr", summary_de="Neuer Satz.", summary_fr="Phrase nouvelle.")
    revision = revision_of(answer)

    for code, words in {"de": "Neuer Satz.", "fr": "Phrase nouvelle.", "it": "Neuer Satz."}.items():
        response = editor.get(f"/admin/fassungen/{revision.pk}/vorschau/{code}/")
        text = response.content.decode()
        assert words in text
        assert "noch nicht öffentlich" in text
        assert '<meta name="robots" content="noindex">' in text
        assert "no-store" in response.headers["Cache-Control"]
        assert "public" not in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_an_incomplete_draft_has_no_preview_but_reasons(editor, area):
    revision = revision_of(hand_in(editor, form_of(area), name_de=""))

    response = editor.get(f"/admin/fassungen/{revision.pk}/vorschau/de/")

    assert response.status_code == 409
    assert "Bitte ausfüllen" in response.content.decode()


def test_a_link_shows_the_preview_to_somebody_without_an_account(editor, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Neuer Satz."))
    act(editor, revision, "share", days="7")
    link = revision.links.get()

    assert "Neuer Satz." in public_text(preview_links.address(link))
    assert "Neuer Satz." in public_text(f"{preview_links.address(link)}fr/")
    assert READER.get(preview_links.address(link).replace(":", ":x")).status_code == 404
    act(editor, revision, "unshare", link=str(link.pk))
    assert READER.get(preview_links.address(link)).status_code == 410


def test_a_link_goes_with_its_draft_and_then_to_the_public_page(editor, publisher, area):
    first = revision_of(hand_in(editor, form_of(area), summary_de="Erster Satz."))
    act(editor, first, "share", days="7")
    link = preview_links.address(first.links.get())
    second = revision_of(hand_in(editor, form_of(area), summary_de="Zweiter Satz."))

    assert "Zweiter Satz." in public_text(link)
    act(publisher, second, "publish")
    assert READER.get(link).url == area.get_absolute_url()
    assert READER.get(f"{link}fr/").url == f"/fr{area.get_absolute_url()}"


def test_the_languages_of_a_preview_lead_to_the_preview(editor, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Neuer Satz."))
    act(editor, revision, "share", days="7")
    shared = preview_links.address(revision.links.get())

    for client, start in [(editor, f"/admin/fassungen/{revision.pk}/vorschau/"), (READER, shared)]:
        page = Answer(client.get(f"{start}it/")).document
        links = page.cssselect("nav.languages a[hreflang]")
        assert [link.get("href") for link in links] == [f"{start}{code}/" for code in ("de", "fr", "en")]
        assert "Neuer Satz." in Answer(client.get(links[1].get("href"))).text


def test_what_is_incomplete_is_not_handed_in(editor, area):
    revision = revision_of(hand_in(editor, form_of(area), name_de=""))

    answer = editor.get(act(editor, revision, "submit").url)

    assert revision_state(revision) == State.DRAFT
    assert "Es fehlt noch etwas." in Answer(answer).text
    assert "Die Vorschau gibt es, sobald nichts mehr fehlt." in Answer(answer).text


def test_who_gives_back_says_what_is_to_be_done(editor, publisher, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Ein neuer Satz."))
    act(editor, revision, "submit")

    answer = act(publisher, revision, "give_back", remark="  ")

    assert revision_state(revision) == State.SUBMITTED
    assert "Bitte schreiben Sie editor in die Bemerkung" in Answer(publisher.get(answer.url)).text
    act(publisher, revision, "give_back", remark="Bitte kürzer.")
    assert "Zurückgegeben: Bitte kürzer." in Answer(editor.get("/admin/")).text


def test_a_withdrawn_draft_of_a_new_page_is_found_again(editor):
    new = revision_of(hand_in(editor, address(FundingArea, "add"), name_de="Ganz neu", summary_de="Neu.", slug="neu"))
    act(editor, new, "withdraw")
    (link,) = Answer(editor.get("/admin/geloescht/")).document.cssselect("section[aria-labelledby=zurueckgezogen] th a")

    act(editor, new, "restore")

    assert link.text_content() == "Ganz neu"
    assert "Ganz neu" in Answer(editor.get("/admin/")).text
    assert not Answer(editor.get("/admin/geloescht/")).document.cssselect("section[aria-labelledby=zurueckgezogen]")


def test_the_form_leads_to_the_public_page_whatever_address_a_draft_has(editor, area):
    answer = hand_in(editor, form_of(area), slug="ganz-anders")
    form = Answer(editor.get(f"{form_of(area)}?fassung={revision_of(answer).pk}"))

    assert area.get_absolute_url() in [link.get("href") for link in form.document.cssselect("ul.object-tools a")]


@pytest.mark.both_databases
def test_a_sign_that_no_database_keeps_is_left_out(editor, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Ein\0 Satz."))

    assert revision.content[""]["summary_de"] == "Ein Satz."


def test_saving_nothing_new_says_so(editor, area):
    hand_in(editor, form_of(area), summary_de="Neu.")

    again = editor.post(form_of(area), Answer(editor.get(form_of(area))).values | {"_draft_only": "1"})

    assert "Es ist nichts anders als im Entwurf." in Answer(editor.get(again.url)).text


# -- schedule


@pytest.mark.both_databases
def test_a_scheduled_revision_is_carried_out_at_its_time_and_once(editor, publisher, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Ab Montag."))
    act(publisher, revision, "schedule", publish_at=in_an_hour())
    assert list(publishing.publish_due()) == []

    time_passes(revision)
    done = [list(publishing.publish_due()), list(publishing.publish_due())]

    assert [len(each) for each in done] == [1, 0]
    assert revision_state(revision) == State.PUBLISHED
    assert "Ab Montag." in public_text(area.get_absolute_url())


def test_what_was_put_off_at_the_last_moment_is_not_carried_out(editor, publisher, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Ab Montag."))
    act(publisher, revision, "schedule", publish_at=in_an_hour())
    time_passes(revision)
    (due,) = Revision.objects.due()
    act(publisher, revision, "unschedule")

    publishing.publish_if_due(due)

    assert revision_state(revision) == State.SUBMITTED
    assert "Ab Montag." not in public_text(area.get_absolute_url())


def in_an_hour() -> str:
    return timezone.localtime(timezone.now() + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")


def time_passes(revision):
    Revision.objects.filter(pk=revision.pk).update(publish_at=timezone.now() - datetime.timedelta(seconds=1))


@pytest.mark.both_databases
def test_what_no_longer_fits_at_its_time_stays_and_says_why(publisher, area):
    revision = revision_of(hand_in(publisher, form_of(area), slug="spaeter-belegt"))
    act(publisher, revision, "schedule", publish_at=in_an_hour())
    factories.funding_area(slug="spaeter-belegt")
    time_passes(revision)

    list(publishing.publish_due())

    revision.refresh_from_db()
    assert revision.state == State.SCHEDULED
    assert "existiert bereits" in revision.failure
    assert list(publishing.publish_due()) == []
    assert "Die Veröffentlichung ist misslungen" in Answer(publisher.get(f"/admin/fassungen/{revision.pk}/")).text


def test_a_time_that_has_passed_is_refused_and_the_note_is_kept(publisher, area):
    revision = revision_of(hand_in(publisher, form_of(area), name_de=" ", summary_de="Später."))

    act(publisher, revision, "schedule", publish_at="2020-01-01T08:00", note="Vom Montag an.")

    revision.refresh_from_db()
    assert (revision.state, revision.note) == (State.DRAFT, "Vom Montag an.")
    assert revision.name == "Förderbereich ohne Titel"


def test_what_was_refused_is_offered_again_with_the_time_that_was_typed(publisher, area):
    revision = revision_of(hand_in(publisher, form_of(area), summary_de="Später."))
    Revision.objects.filter(pk=revision.pk).update(
        faults=[["", "slug", "War schon vergeben, bis eine andere Seite ging."]]
    )

    answer = act(publisher, revision, "schedule", publish_at="2020-01-01T08:00")

    shown = Answer(publisher.get(answer.url)).document
    assert shown.cssselect("[value=publish]")
    assert shown.get_element_by_id("publish_at").value == "2020-01-01T08:00"


# -- history


def test_content_from_fixtures_has_a_first_revision():
    pages = [page for each in page_admins() for page in each.model.objects.values_list("key", flat=True)]

    assert Revision.objects.live().count() == len(pages) > 150


def test_an_old_revision_comes_back_as_a_draft(publisher, area):
    for sentence in ("Erstens.", "Zweitens."):
        send(publisher, form_of(area), summary_de=sentence)
    old = next(each for each in Revision.objects.of(FundingArea, area.key) if summary(each) == "Erstens.")

    draft = revision_of(act(publisher, old, "restore", language=""))

    assert (draft.state, summary(draft)) == (State.DRAFT, "Erstens.")
    assert "Zweitens." in public_text(area.get_absolute_url())
    act(publisher, draft, "publish")
    assert "Erstens." in public_text(area.get_absolute_url())


def summary(revision) -> str:
    return revision.content[""]["summary_de"]


def test_one_language_comes_back_alone(publisher, area):
    form = f"{form_of(area)}?sprache=fr"
    send(publisher, form, summary_de="Eins.", summary_fr="Un.")
    send(publisher, form, summary_de="Zwei.", summary_fr="Deux.")
    old = next(each for each in Revision.objects.of(FundingArea, area.key) if summary(each) == "Eins.")

    draft = revision_of(act(publisher, old, "restore", language="fr"))

    assert (draft.content[""]["summary_de"], draft.content[""]["summary_fr"]) == ("Zwei.", "Un.")


@pytest.mark.both_databases
def test_a_deleted_page_comes_back_with_its_rows_and_its_address(publisher):
    programme = factories.programme(name_de="Probe KIP")
    pillar = factories.pillar(programme=programme)
    factories.programme_area(programme=programme, pillar=pillar)
    figure = factories.figure(programme=programme)
    path = programme.get_absolute_url()
    publisher.post(address(Programme, "delete", programme.pk), {"post": "yes"})
    assert READER.get(path).status_code == 410

    (link,) = Answer(publisher.get("/admin/geloescht/")).document.cssselect("table.revisions tbody a")
    last = Revision.objects.get(pk=link.get("href").split("/")[-2])
    act(publisher, revision_of(act(publisher, last, "restore", language="")), "publish")

    back = Programme.objects.get(key=programme.key)
    assert READER.get(path).status_code == 200
    assert back.figures.get().key == figure.key
    assert back.areas.get().pillar.key == pillar.key


def test_what_was_changed_outside_the_forms_is_in_the_history_and_begins_one_edition(area):
    record(area)
    FundingArea.objects.filter(pk=area.pk).update(summary_de="Von der Befehlszeile.")
    changed = Edition.objects.number()

    for _poll in range(2):
        clock_ticks()

    live = Revision.objects.of(FundingArea, area.key).live().get()
    assert (summary(live), live.author, live.note) == ("Von der Befehlszeile.", None, snapshots.OUTSIDE)
    assert Edition.objects.number() == changed + 1


def record_areas():
    page_admin = admin_for(FundingArea)
    return snapshots.record(page_admin, snapshots.all_keys(page_admin))


@pytest.mark.both_databases
def test_many_changes_from_outside_are_recorded_in_steps_between_which_others_can_write(area, monkeypatch):
    monkeypatch.setattr(snapshots, "AT_ONCE", 2)
    areas = [area, *(factories.funding_area() for _number in range(4))]
    record(*areas)
    FundingArea.objects.filter(pk__in=[each.pk for each in areas[2:]]).update(summary_de="Von der Befehlszeile.")
    new = factories.funding_area()

    steps = [Edition.objects.number() for _step in record_areas()]
    recorded = Edition.objects.number()

    assert len(steps) == -(-FundingArea.objects.count() // 2)
    assert len(set(steps)) > 1
    assert Revision.objects.live().filter(key=new.key, note=snapshots.FIRST).exists()
    assert Revision.objects.live().filter(note=snapshots.OUTSIDE).count() == 3
    list(record_areas())
    assert Edition.objects.number() == recorded


def test_two_revisions_are_compared_in_one_language(publisher, area):
    form = f"{form_of(area)}?sprache=fr"
    send(publisher, form, summary_de="Eins.", summary_fr="Un.")
    send(publisher, form, summary_de="Zwei.", summary_fr="Deux.")
    newest, _middle, first = Revision.objects.of(FundingArea, area.key).newest_first()

    page = Answer(publisher.get(f"/admin/fassungen/{newest.pk}/", {"mit": first.pk, "sprache": "fr"}))

    assert [each.text_content() for each in page.document.cssselect(".difference h3")] == [
        "Zusammenfassung (Französisch)"
    ]


# -- nothing overwritten


def test_fields_changed_by_one_editor_each_are_merged(editor, publisher, area):
    mine = Answer(editor.get(form_of(area))).values
    send(publisher, form_of(area), name_de="Sprache im Beruf")

    answer = editor.post(form_of(area), mine | {"summary_de": "Mein Satz.", "_check": "1"})
    act(publisher, revision_of(answer), "publish")

    area.refresh_from_db()
    assert (area.name_de, area.summary_de) == ("Sprache im Beruf", "Mein Satz.")


def test_a_field_changed_by_both_is_shown_with_both_texts_until_one_is_chosen(editor, publisher, area):
    mine = Answer(editor.get(form_of(area))).values
    send(publisher, form_of(area), summary_de="Satz der anderen.")
    revision = revision_of(editor.post(form_of(area), mine | {"summary_de": "Mein Satz.", "_check": "1"}))

    assert "wählen Sie, was gilt: Zusammenfassung" in Answer(editor.get(f"/admin/fassungen/{revision.pk}/")).text
    refused = act(publisher, revision, "publish")
    assert revision_state(revision) == State.DRAFT
    assert "was gilt: Zusammenfassung" in Answer(publisher.get(refused.url)).text
    form = Answer(editor.get(form_of(area)))
    conflict = " ".join(form.document.cssselect(".conflicts")[0].text_content().split())
    assert "Mein Satz." in conflict
    assert "Satz der anderen." in conflict
    chosen = editor.post(form_of(area), form.values | {"_theirs": "|summary_de", "_check": "1"})

    assert revision_of(chosen).content[""]["summary_de"] == "Satz der anderen."


def test_ones_own_text_can_be_chosen_too(editor, publisher, area):
    mine = Answer(editor.get(form_of(area))).values
    send(publisher, form_of(area), summary_de="Satz der anderen.")
    editor.post(form_of(area), mine | {"summary_de": "Mein Satz.", "_check": "1"})

    chosen = revision_of(hand_in(editor, form_of(area)))
    act(publisher, chosen, "publish")

    assert "Mein Satz." in public_text(area.get_absolute_url())


def test_two_who_go_on_with_the_same_draft_keep_both_their_texts(editor, publisher, area):
    first = revision_of(hand_in(editor, form_of(area), summary_de="Entwurf."))
    form = f"{form_of(area)}?fassung={first.pk}"
    opened = [Answer(client.get(form)).values for client in (editor, publisher)]

    editor.post(form, opened[0] | {"summary_de": "Von der einen.", "_check": "1"})
    publisher.post(form, opened[1] | {"summary_de": "Von der anderen.", "_check": "1"})

    waiting = Revision.objects.of(FundingArea, area.key).open()
    assert {summary(each) for each in waiting} == {"Von der einen.", "Von der anderen."}


def test_a_page_deleted_meanwhile_is_not_brought_back_by_accident(editor, publisher, area):
    revision = revision_of(hand_in(editor, form_of(area), summary_de="Neu."))
    publisher.post(address(FundingArea, "delete", area.pk), {"post": "yes"})

    act(publisher, revision, "publish")

    assert not FundingArea.objects.filter(key=area.key).exists()
    assert revision_state(revision) == State.DRAFT


def test_what_was_written_for_a_page_deleted_meanwhile_is_kept_and_can_bring_it_back(editor, publisher, area):
    record(area)
    opened = Answer(editor.get(form_of(area))).values
    publisher.post(address(FundingArea, "delete", area.pk), {"post": "yes"})

    draft = revision_of(editor.post(form_of(area), opened | {"summary_de": "Mit Mühe geschrieben.", "_check": "1"}))
    assert (draft.key, summary(draft)) == (area.key, "Mit Mühe geschrieben.")
    act(publisher, draft, "publish")
    assert revision_state(draft) == State.DRAFT
    add = f"{address(FundingArea, 'add')}?fassung={draft.pk}"
    assert "die ganze Seite" in Answer(editor.get(add)).text
    decided = revision_of(hand_in(editor, add))
    act(publisher, decided, "publish")

    assert FundingArea.objects.get(key=area.key).summary_de == "Mit Mühe geschrieben."


def test_a_deletion_is_not_what_is_brought_back(publisher, area):
    figure = factories.citation(funding_area=area)
    publisher.post(address(FundingArea, "delete", area.pk), {"post": "yes"})
    removal = Revision.objects.of(FundingArea, area.key).live().get()

    act(publisher, removal, "restore", language="")

    assert not Revision.objects.of(FundingArea, area.key).open().exists()
    assert f"citations {figure.key}" in removal.base.content


def test_a_note_stays_when_its_revision_is_done(publisher, area):
    send(publisher, form_of(area), summary_de="Neu.", _note="So war es.")
    live = Revision.objects.of(FundingArea, area.key).live().get()

    act(publisher, live, "publish", note="Anders.")

    live.refresh_from_db()
    assert live.note == "So war es."


def test_saving_what_lies_for_approval_says_that_it_is_a_draft_again(editor, area):
    act(editor, revision_of(hand_in(editor, form_of(area), summary_de="Eins.")), "submit")

    answer = hand_in(editor, form_of(area), summary_de="Zwei.")

    assert "damit wieder ein Entwurf" in Answer(editor.get(answer.url)).text
    (waiting,) = Revision.objects.of(FundingArea, area.key).open()
    assert (waiting.state, summary(waiting)) == (State.DRAFT, "Zwei.")


def test_a_measure_keeps_its_links_to_many(publisher):
    measure = Measure.objects.filter(providers__isnull=False).first()
    before = {name: set(getattr(measure, name).all()) for name in ("providers", "programmes", "areas")}

    send(publisher, form_of(measure), summary_de="Ein anderer Satz.")

    assert {name: set(getattr(measure, name).all()) for name in before} == before
    assert before["providers"]


def test_a_form_of_a_new_page_that_is_sent_twice_makes_one_draft(editor):
    form = Answer(editor.get(address(FundingArea, "add"))).values
    first = revision_of(editor.post(address(FundingArea, "add"), form | {"name_de": "Neu", "_check": "1"}))
    again = revision_of(editor.post(address(FundingArea, "add"), form | {"name_de": "Neu", "_check": "1"}))
    later = revision_of(editor.post(address(FundingArea, "add"), form | {"name_de": "Anders", "_check": "1"}))

    assert again == first
    assert list(Revision.objects.of(FundingArea, first.key).open()) == [later]


def test_a_second_window_opens_the_newest_draft_and_says_so(editor, area):
    old = revision_of(hand_in(editor, form_of(area), summary_de="Eins."))
    hand_in(editor, form_of(area), summary_de="Zwei.")

    shown = Answer(editor.get(f"{form_of(area)}?fassung={old.pk}"))

    assert shown.values["summary_de"] == ["Zwei."]
    assert "hat jemand weitergeschrieben" in shown.text


def test_a_second_draft_beside_the_own_one_is_told(editor, area):
    opened = Answer(editor.get(form_of(area))).values
    for text in ("Eins.", "Zwei."):
        answer = editor.post(form_of(area), opened | {"summary_de": text, "_check": "1"})

    assert "Zu dieser Seite gibt es noch einen Entwurf, von Ihnen." in Answer(editor.get(answer.url)).text


def test_a_draft_says_that_what_it_refers_to_was_deleted_since(editor, publisher, area):
    document = factories.document()
    rows = {"citations-TOTAL_FORMS": "1", "citations-0-document": str(document.pk)}
    draft = revision_of(hand_in(editor, form_of(area), **rows))

    publisher.post(address(Document, "delete", document.pk), {"post": "yes"})

    errors = Answer(editor.get(f"{form_of(area)}?fassung={draft.pk}")).errors
    assert errors == {
        "citations-0-document": "Was hier gewählt war, gibt es nicht oder nicht mehr. Bitte wählen Sie neu."
    }


def test_a_page_says_what_was_right_when_it_was_saved_and_is_refused_now(editor, publisher):
    values = {"name_de": "Gleich", "slug": "gleich", "summary_de": "Ein Satz."}
    first, second = (revision_of(hand_in(editor, address(FundingArea, "add"), **values)) for _draft in range(2))

    for draft in (first, second):
        act(publisher, draft, "publish")

    shown = Answer(editor.get(f"/admin/fassungen/{second.pk}/")).document.cssselect(".errornote li")
    assert ["Adresse" in each.text_content() for each in shown] == [True]
