"""A release: drafts that are checked, approved and published together, and a deletion with what let go of the page."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from core.models import Edition, new_key
from editorial.forms.page_admin import admin_of
from editorial.models import Release, Revision
from editorial.revisions import preview_links, publishing, releases
from editorial.revisions.carry_out import ReleaseRefusedError
from editorial.revisions.snapshots import content_now
from programmes.models import Decision, Document, FundingArea, Measure, Programme
from tests import factories
from tests.editorial.office import AHEAD, Answer, act, address, hand_in, person, record, revision_of

pytestmark = pytest.mark.django_db

State = Revision.State
PHASE = {
    "name_de": "Probephase",
    "slug": "probephase",
    "summary_de": "Ein Satz.",
    "in_brief_de": "<p>Kurz.</p>",
    "first_year": "2090",
    "last_year": "2093",
}
DECISION = {
    "title_de": "Beschluss", "slug": "beschluss-probe", "date": "2089-06-08", "body": "parliament", "outcome": "accepted",
    "summary_de": "Ein Satz.", "position": "1",
}  # fmt: skip


@pytest.fixture
def release() -> Release:
    return Release.objects.create(name="Neue Phase")


def draft_of(client: Client, model, release: Release, **values) -> Revision:
    """The draft of a new page, in the release."""
    draft = revision_of(hand_in(client, address(model, "add"), **values))
    act(client, draft, "join", release=str(release.pk))
    draft.refresh_from_db()
    return draft


def with_reference(revision: Revision, name: str, *keys: str) -> Revision:
    revision.content[""][name] = list(keys) if revision.content[""].get(name) == [] or len(keys) > 1 else keys[0]
    revision.save()
    return revision


def new_page(model, release: Release, name: str, **values) -> Revision:
    """As `draft_of` makes it, without the way through the forms."""
    author = User.objects.get(username="editor")
    page = {"model": model._meta.label_lower, "key": new_key(), "name": name}
    return Revision.objects.create(**page, content={"": values}, author=author, release=release)


@pytest.fixture
def phase(editor, release) -> Revision:
    return new_page(Programme, release, "Probephase", **PHASE)


@pytest.fixture
def decision(editor, release, phase) -> Revision:
    return new_page(Decision, release, "Beschluss", **DECISION, programme=phase.key)


def states(*revisions: Revision) -> set[str]:
    return set(Revision.objects.filter(pk__in=[each.pk for each in revisions]).values_list("state", flat=True))


# -- begun, and shown


def test_a_page_begun_in_a_release_offers_what_is_new_in_it(editor, release, phase):
    shown = Answer(editor.get(f"/admin/mappen/{release.pk}/")).document
    (form,) = [each.get("href") for each in shown.cssselect("details a") if "/decision/add/" in each.get("href")]
    choices = Answer(editor.get(form)).document.cssselect("option")
    (option,) = [each for each in choices if "Probephase" in each.text_content()]

    begun = revision_of(hand_in(editor, form, **DECISION | {"programme": option.get("value")}))

    assert begun.release == release
    assert begun.content[""]["programme"] == phase.key


def test_a_reader_with_the_link_is_shown_the_pages_of_the_release(decision, phase):
    preview = preview_links.address(preview_links.create(decision, 1, decision.author))

    shown = html.document_fromstring(Client(headers={"host": "localhost"}).get(preview).content.decode())

    pages = shown.cssselect(".previewed a")
    assert [each.text for each in pages] == ["Probephase", "Beschluss"]
    assert [each.get("aria-current") for each in pages] == [None, "page"]


def test_a_release_is_one_line_of_the_start_page(editor, release, decision, phase):
    document = Answer(editor.get("/admin/")).document

    (line,) = document.cssselect("section[aria-labelledby=entwuerfe] tbody tr")
    assert [each.text for each in line.cssselect("a")] == ["Mappe: Neue Phase", "Beschluss", "Probephase"]


def test_the_page_of_a_release_rehearses_it_once(monkeypatch, editor, release, decision, phase):
    release.revisions.update(faults=None)
    rehearsed = []
    monkeypatch.setattr(
        publishing, "rehearse", lambda revisions, look: rehearsed.append({each.pk for each in revisions})
    )

    editor.get(f"/admin/mappen/{release.pk}/")

    assert rehearsed == [{decision.pk, phase.pk}]


# -- together


@pytest.mark.both_databases
def test_what_is_new_refers_to_what_is_new_and_appears_at_once(publisher, editor, release, decision, phase):
    measure = factories.measure()
    record(measure)
    ticked = revision_of(hand_in(editor, address(Measure, "change", measure.pk), summary_de="Neu."))
    act(editor, ticked, "join", release=str(release.pk))
    with_reference(
        Revision.objects.get(pk=ticked.pk), "programmes", phase.key, *[each.key for each in measure.programmes.all()]
    )
    before = Edition.objects.number()

    act(publisher, decision, "publish")

    assert states(decision, phase, ticked) == {State.PUBLISHED}
    new = Programme.objects.get(key=phase.key)
    assert Decision.objects.get(key=decision.key).programme == new
    assert new in measure.programmes.all()
    assert Edition.objects.number() > before
    for each in (decision, phase, ticked):
        each.refresh_from_db()
        assert each.content == content_now(admin_of(each), each.key)


@pytest.mark.both_databases
def test_one_page_that_fails_keeps_all_from_the_public_and_is_named_with_its_field(publisher, decision, phase):
    phase.content[""]["summary_de"] = ""
    phase.save()

    answer = Answer(publisher.get(act(publisher, decision, "publish").url))

    assert "«Probephase», Zusammenfassung" in answer.text.replace("»: ", "», ") or "«Probephase»" in answer.text
    assert states(decision, phase) == {State.DRAFT}
    assert not Programme.objects.filter(key=phase.key).exists()
    assert not Decision.objects.filter(key=decision.key).exists()


def test_rules_that_are_no_references_decide_on_the_order_too(publisher, editor, release):
    old = factories.programme(first_year=2090, last_year=2095, name_de="Alte Probe")
    record(old)
    new = draft_of(editor, Programme, release, **PHASE | {"first_year": "2093", "last_year": "2096"})
    shorter = revision_of(hand_in(editor, address(Programme, "change", old.pk), last_year="2092"))
    act(editor, shorter, "join", release=str(release.pk))

    act(publisher, new, "publish")

    assert states(new, shorter) == {State.PUBLISHED}


def test_what_refers_to_each_other_is_sent_twice(publisher, editor, release):
    drafts = [
        draft_of(editor, FundingArea, release, name_de=name, summary_de="Ein Satz.", slug=name, position="9")
        for name in ("hin", "her")
    ]
    for one, other in (drafts, drafts[::-1]):
        with_reference(one, "related", other.key)

    act(publisher, drafts[0], "publish")

    one, other = FundingArea.objects.get(slug="hin"), FundingArea.objects.get(slug="her")
    assert list(one.related.all()) == [other]


@pytest.mark.both_databases
def test_a_scheduled_release_appears_at_its_time_as_a_whole(publisher, decision, phase):
    act(publisher, decision, "schedule", publish_at=AHEAD)
    assert states(decision, phase) == {State.SCHEDULED}
    Revision.objects.scheduled().update(publish_at=timezone.now())

    list(publishing.publish_due())

    assert states(decision, phase) == {State.PUBLISHED}


def test_a_withdrawn_release_is_taken_up_again_as_a_whole(editor, release, decision, phase):
    asked = Answer(editor.get(f"/admin/mappen/{release.pk}/")).document.cssselect(
        "details:not([open]) [value=withdraw]"
    )
    act(editor, decision, "withdraw")
    offered = Answer(editor.get(f"/admin/mappen/{release.pk}/")).document.cssselect("[value=reopen]")
    act(editor, decision, "reopen")

    assert (len(asked), len(offered)) == (1, 1)
    assert states(decision, phase) == {State.DRAFT}


@pytest.mark.check(38)
def test_who_wrote_one_of_the_drafts_does_not_withdraw_those_of_others(editor, decision, phase):
    Revision.objects.filter(pk=phase.pk).update(author=User.objects.create_user("other"))

    assert act(editor, decision, "withdraw").status_code == 403
    assert states(decision, phase) == {State.DRAFT}


def test_what_is_new_in_a_release_is_called_by_its_name(editor, release, decision, phase):
    shown = Answer(editor.get(f"/admin/mappen/{release.pk}/")).text

    assert "Probephase (Entwurf)" in shown
    assert phase.key not in shown


def test_a_change_of_one_takes_back_the_approval_of_all(editor, decision, phase):
    act(editor, decision, "submit")
    assert states(decision, phase) == {State.SUBMITTED}

    form = f"{address(Programme, 'add')}?fassung={phase.pk}"
    changed = revision_of(hand_in(editor, form, summary_de="Ein anderer Satz."))

    assert changed.release_id == decision.release_id
    assert states(decision, changed) == {State.DRAFT}


@pytest.mark.check(65)
@pytest.mark.parametrize(("action", "when"), [("publish", ""), ("schedule", AHEAD)])
def test_what_came_in_while_somebody_looked_is_not_approved_unseen(editor, publisher, decision, phase, action, when):
    page = Answer(publisher.get(reverse("admin:release", args=[decision.release_id])))
    seen = [each.get("value") for each in page.document.cssselect(".actions input[name=seen]")]
    form = f"{address(Programme, 'add')}?fassung={phase.pk}"
    changed = revision_of(hand_in(editor, form, summary_de="Ein Satz, den niemand gesehen hat."))

    refused = act(publisher, decision, action, publish_at=when, seen=seen, of_release="1")

    assert set(seen) == {str(decision.pk), str(phase.pk)}
    assert states(decision, changed) == {State.DRAFT}
    assert "etwas anderes dabei, als Sie gesehen haben" in Answer(publisher.get(refused.url)).text


def test_a_tick_in_an_approved_release_takes_back_the_approval(editor, decision, phase):
    measure = factories.measure()
    record(measure)
    act(editor, decision, "submit")
    ticked = f"programmes.measure {measure.key} programmes"

    editor.post(reverse("admin:relations", args=[phase.pk]), {"ticked": [ticked]})

    assert set(phase.release.revisions.open().values_list("state", "model")) == {
        (State.DRAFT, each) for each in ("programmes.decision", "programmes.programme", "programmes.measure")
    }


@pytest.mark.check(38)
def test_who_translates_takes_back_no_german_by_joining_leaving_or_writing_on(editor, decision, phase, release):
    area = factories.funding_area(summary_de="Ein Satz.", summary_fr="Une phrase.")
    record(area)
    translator, page = person("translator", "Übersetzung", languages=("fr",)), address(FundingArea, "change", area.pk)
    own = revision_of(hand_in(translator, page, summary_fr="Nouveau."))
    act(editor, decision, "submit")

    act(translator, own, "join", release=str(release.pk))
    assert states(decision, phase) == {State.SUBMITTED}

    Revision.objects.filter(pk=own.pk).update(release=release, state=State.SUBMITTED)
    act(translator, own, "leave")
    assert states(decision, phase, own) == {State.SUBMITTED}

    hand_in(translator, page, summary_fr="Encore.")
    assert states(decision, phase) == {State.SUBMITTED}


def test_what_leaves_is_published_alone(publisher, editor, decision, phase):
    act(editor, phase, "leave")

    act(publisher, phase, "publish")

    assert (states(phase), states(decision)) == ({State.PUBLISHED}, {State.DRAFT})


def test_a_new_release_that_is_asked_for_twice_is_one(editor, phase):
    for _click in range(2):
        act(editor, phase, "join", release_name="Noch eine")

    assert Release.objects.filter(name="Noch eine").count() == 1


def test_a_release_is_not_taken_up_again_with_two_drafts_of_a_page(editor, release, phase):
    act(editor, phase, "withdraw")
    Revision.objects.create(model=phase.model, key=phase.key, name="Zweite", content=phase.content, release=release)

    act(editor, phase, "reopen")

    assert states(phase) == {State.WITHDRAWN}


def test_nothing_is_put_into_a_release_that_is_public(publisher, editor, release, phase):
    act(publisher, phase, "publish")

    late = draft_of(editor, FundingArea, release, name_de="Bereich", slug="bereich", summary_de="Ein Satz.")

    assert late.release is None


def test_a_release_holds_one_draft_of_a_page(editor, publisher, release):
    area = factories.funding_area()
    record(area)
    drafts = [
        revision_of(
            hand_in(client, f"{address(FundingArea, 'change', area.pk)}?fassung=0", summary_de=f"Satz {number}.")
        )
        for number, client in enumerate([editor, publisher])
    ]
    releases.join(drafts[0], release)

    answer = act(publisher, drafts[1], "join", release=str(release.pk))

    assert "In dieser Mappe liegt schon ein Entwurf dieser Seite." in Answer(publisher.get(answer.url)).text


# -- seen


def test_a_form_offers_what_is_new_in_its_release(editor, decision, phase):
    shown = Answer(editor.get(f"{address(Decision, 'add')}?fassung={decision.pk}"))

    (option,) = shown.document.cssselect("#id_programme option[selected]")
    assert (option.get("value"), option.text) == (f":{phase.key}", "Probephase (Entwurf)")
    assert (
        editor.post(f"{address(Decision, 'add')}?fassung={decision.pk}", shown.values | {"_check": "1"}).status_code
        == 302
    )
    assert Revision.objects.open().filter(key=decision.key).count() == 1  # nothing is different


def test_links_among_the_new_pages_lead_to_the_preview_also_without_an_account(editor, decision, phase):
    act(editor, decision, "share", days="7")
    link = (
        Answer(editor.get(f"/admin/mappen/{phase.release_id}/")).document.cssselect("input[readonly]")[0].get("value")
    )
    reader = Client(headers={"host": "localhost"})

    seen = Answer(reader.get(link.partition("localhost")[2]))

    (to_phase,) = {
        each.get("href") for each in seen.document.cssselect("main a") if "Probephase" in each.text_content()
    }
    assert to_phase.endswith(f"?seite={phase.pk}")
    assert "Probephase" in Answer(reader.get(to_phase)).document.cssselect("h1")[0].text_content()
    assert not Programme.objects.filter(key=phase.key).exists()


def test_the_page_of_a_release_lists_pages_changes_and_faults(editor, decision, phase):
    form = f"{address(Programme, 'add')}?fassung={phase.pk}"
    hand_in(editor, form, summary_de="")

    shown = Answer(editor.get(f"/admin/mappen/{phase.release_id}/"))

    assert "Bitte ausfüllen" in shown.text
    assert [row[0] for row in shown.table] == ["Probephase", "Beschluss"]


def test_who_cites_an_incomplete_draft_reads_that_it_is_incomplete_and_not_that_it_is_gone(editor, phase, release):
    report = new_page(Document, release, "Bericht", title_de="")
    phase.content["citations probe"] = {"document": report.key, "position": "1"}

    refused = publishing.refusal([phase, report])

    (fault,) = refused.faults[phase.pk]
    assert (fault.place, fault.field) == ("citations probe", "document")
    assert fault.message == "Hier ist «Bericht» gewählt, ein Entwurf dieser Mappe, in dem noch etwas nicht stimmt."


def test_ticks_on_one_page_are_drafts_of_the_others_in_the_same_release(publisher, editor, phase):
    measures = [factories.measure(name_de=f"Massnahme {number}") for number in range(2)]
    record(*measures)
    page = f"/admin/fassungen/{phase.pk}/verbindungen/"

    editor.post(page, {"ticked": [f"programmes.measure {measures[0].key} programmes"]})

    (made,) = Revision.objects.of(Measure, measures[0].key).open()
    assert (made.release_id, made.writer, made.content[""]["programmes"]) == (phase.release_id, "editor", [phase.key])
    assert not Revision.objects.of(Measure, measures[1].key).open().exists()
    act(publisher, phase, "publish")
    assert [each.key for each in measures[0].programmes.all()] == [phase.key]


# -- taken back


@pytest.mark.both_databases
def test_a_release_is_undone_as_a_whole_and_later_changes_stay(publisher, editor, release):
    areas = [factories.funding_area(name_de=f"Bereich {number}", summary_de="Alt.") for number in range(2)]
    record(*areas)
    for area in areas:
        draft = revision_of(hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Neu."))
        act(editor, draft, "join", release=str(release.pk))
    act(publisher, Revision.objects.open().first(), "publish")
    act(
        publisher,
        revision_of(hand_in(publisher, address(FundingArea, "change", areas[0].pk), name_de="Später")),
        "publish",
    )

    for _click in range(2):
        act(publisher, release.revisions.first(), "undo")
    act(publisher, Release.objects.get(undoes=release).revisions.first(), "publish")

    rows = FundingArea.objects.filter(pk__in=[each.pk for each in areas]).order_by("pk")
    assert [(each.name_de, each.summary_de) for each in rows] == [("Später", "Alt."), ("Bereich 1", "Alt.")]


@pytest.mark.both_databases
def test_a_deleted_page_comes_back_with_what_pointed_at_it(publisher):
    area = factories.funding_area(name_de="Bereich")
    measures = [factories.measure(name_de=f"Massnahme {number}") for number in range(2)]
    for each in measures:
        each.areas.add(area)
    record(area, *measures)

    publisher.post(address(FundingArea, "delete", area.pk), {"post": "yes"})

    assert not measures[0].areas.exists()
    noted = Revision.objects.of(Measure, measures[0].key).live().get()
    assert (noted.writer, noted.note) == ("publisher", "«Bereich» gelöscht.")
    act(
        publisher,
        revision_of(hand_in(publisher, address(Measure, "change", measures[0].pk), summary_de="Später.")),
        "publish",
    )

    removal = Revision.objects.of(FundingArea, area.key).live().get()
    draft = revision_of(act(publisher, removal.base, "restore", language=""))
    act(publisher, draft, "publish")

    back = FundingArea.objects.get(key=area.key)
    assert all(back in each.areas.all() for each in measures)
    measures[0].refresh_from_db()
    assert measures[0].summary_de == "Später."


@pytest.mark.both_databases
def test_what_still_needs_a_page_is_named_when_a_release_deletes_it(publisher, release):
    document = factories.document(title="Quelle")
    factories.figure(source=document, programme=factories.programme())
    record(document)
    values = {"model": "programmes.document", "key": document.key, "name": "Quelle", "release": release}
    removal = Revision.objects.create(base=Revision.objects.live().get(key=document.key), content={}, **values)

    with pytest.raises(ReleaseRefusedError, match="Die Seite wird noch gebraucht"):
        publishing.publish(removal, None)
