"""What a stranger may write here: remarks through a preview link, bounded, escaped, and none once it has ended."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from editorial.models import PreviewLink, Release, Remark, Revision
from editorial.remarks import incoming
from editorial.revisions import preview_links
from notifications.models import Notification
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of

pytestmark = [pytest.mark.django_db, pytest.mark.check(63)]

READER = Client(headers={"host": "localhost"})
OWN = {"Sec-Fetch-Site": "same-origin"}
SENTENCE = "Deutsch lernen Sie in Kursen, und zwar bald."


@pytest.fixture
def link(editor) -> PreviewLink:
    area = factories.funding_area(name_de="Sprache und Bildung", summary_de="Ein Satz.", summary_fr="Une phrase.")
    draft = revision_of(hand_in(editor, address(FundingArea, "change", area.pk), summary_de=SENTENCE))
    return preview_links.create(draft, 7, draft.author)


def form_at(link: PreviewLink, words: str = SENTENCE) -> str:
    """The address to which the link after a block of the preview leads, as a browser follows it."""
    page = Answer(READER.get(preview_links.address(link))).document
    return next(each for each in page.cssselect("a.remark") if words in each.text_content()).get("href")


def send(path: str, text: str, headers=OWN, **values):
    return READER.post(path, {"text": text, **values}, headers=headers)


def stored() -> list[str]:
    return list(Remark.objects.order_by("pk").values_list("text", flat=True))


def test_from_the_preview_to_the_field_of_the_form_and_back(link, editor, settings):
    settings.SENDS_MAIL = True
    User.objects.update(email="editor@example.org")
    path = form_at(link)
    shown = Answer(READER.get(path))

    for _tap in range(2):
        sent = send(path, "Gilt das auch für <b>Kinder</b>?\r\nUnd wann?", name="Eine Gemeinde")
    remark = Remark.objects.get()
    page = address(FundingArea, "change", FundingArea.objects.get(key=link.revision.key).pk)
    (field,) = Answer(editor.get(page)).document.cssselect("#id_summary_de_helptext .remark")
    on_page = Answer(editor.get(f"/admin/fassungen/{link.revision.pk}/"))
    editor.post(f"/admin/anmerkungen/{remark.pk}/", {"action": "answer", "answer": "Ja, ab 2027."})
    back = Answer(READER.get(sent.url.partition("#")[0]))

    assert [each.text_content() for each in shown.document.cssselect("blockquote")] == [SENTENCE]
    assert (remark.place, remark.field, remark.words) == ("", "summary_de", SENTENCE)
    assert "Gilt das auch für <b>Kinder</b>? Und wann?" in " ".join(field.text_content().split())
    assert "Eine Gemeinde" in on_page.text
    assert "Ja, ab 2027." in back.text
    assert "angekommen" in back.text
    assert not Answer(editor.get(page)).document.cssselect(".remark")
    assert [each.sentence for each in Notification.objects.filter(occasion__startswith="remarks")] == [
        "Anmerkung zur Vorschau: Förderbereich «Sprache und Bildung»"
    ]


def test_a_remark_at_a_row_stands_in_it_and_opens_it(editor):
    area = factories.funding_area(summary_de="Ein Satz.")
    page = address(FundingArea, "change", area.pk)
    for words in ("Die Zahl der Kurse im Kanton", "Die Zahl der Plätze im Kanton"):
        factories.citation(funding_area=area, supports_de=words)
    draft = revision_of(hand_in(editor, page, summary_de=SENTENCE))
    send(form_at(preview_links.create(draft, 7, draft.author), "Plätze"), "Stimmt sie?")

    form = Answer(editor.get(page)).document

    (remark,) = form.cssselect("details[open] .help .remark")
    assert form.cssselect(f".desk a[href$='#{remark.get('id')}']")
    assert len(form.cssselect(".inline-related.has_original details[open]")) == 1


def test_the_page_and_its_answers_stay_private_and_without_cookies(link):
    path = form_at(link)
    for response in (READER.get(path), send(path, "")):
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies


def test_a_thousand_hostile_remarks_are_bounded_and_escaped(link, editor, monkeypatch):
    path, hostile = form_at(link), "</textarea><script>alert(1)</script>\u202e" + "x" * 1900
    statuses = [send(path, f"{hostile}{number}").status_code for number in range(incoming.MAX_IN_AN_HOUR + 3)]
    monkeypatch.setattr(incoming, "MAX_OPEN", incoming.MAX_IN_AN_HOUR)
    Remark.objects.update(written_at=timezone.now() - timezone.timedelta(hours=2))
    last = send(path, hostile)

    assert statuses == [302] * incoming.MAX_IN_AN_HOUR + [429] * 3
    assert last.status_code == 429
    assert last["Retry-After"]
    assert b"<script>alert" not in last.content
    assert Answer(last).document.cssselect("textarea")[0].text.strip().startswith("</textarea><script>alert(1)")
    assert len(stored()) == incoming.MAX_IN_AN_HOUR
    assert not [text for text in stored() if "\u202e" in text]
    for page in (READER.get(path), editor.get(f"/admin/fassungen/{link.revision.pk}/")):
        assert b"<script>alert" not in page.content


#: What is sent, and the status of its refusal.
REFUSED = {
    "nothing": ({"text": " \u202e\x00 "}, OWN, "", 422),
    "too long": ({"text": "x" * 2001}, OWN, "", 422),
    "a long name": ({"text": "Ja.", "name": "x" * 81}, OWN, "", 422),
    "a huge body": ({"text": "x" * 2_000_000}, OWN, "", 413),
    "from another site": ({"text": "Ja."}, {"Sec-Fetch-Site": "cross-site"}, "", 403),
    "from another host": ({"text": "Ja."}, {"Origin": "https://example.org"}, "", 403),
    "from nowhere": ({"text": "Ja."}, {"Origin": "null"}, "", 403),
    "a field that is not there": ({"text": "Ja."}, OWN, "&feld=falsch", 409),
    "a field of nothing": ({"text": "Ja."}, OWN, "&feld=%00%7C%00%7C", 409),
    "no text": ({"text": "Ja."}, OWN, "&feld=%7Cposition", 409),
    "other words": ({"text": "Ja."}, OWN, "&worte=00000000", 409),
}


def test_what_is_refused_is_said_and_shown_again(link):
    path = form_at(link)
    for name, (values, headers, query, status) in REFUSED.items():
        answer = send(path + query, headers=headers, **values)

        assert answer.status_code == status, name
        assert Answer(answer).document.cssselect(".said"), name
        if status == 409:
            assert Answer(answer).document.cssselect("textarea")[0].text.strip() == "Ja.", name
    assert stored() == []


def end(link: PreviewLink, how: str):
    if how == "expired":
        PreviewLink.objects.update(expires_at=timezone.now())
    elif how == "withdrawn":
        PreviewLink.objects.update(withdrawn_at=timezone.now())
    elif how == "its maker has gone":
        User.objects.update(is_active=False)
    else:
        Revision.objects.filter(pk=link.revision.pk).update(state=how)


@pytest.mark.parametrize("how", ["expired", "withdrawn", "its maker has gone", "superseded"])
def test_once_the_link_has_ended_nothing_is_stored_and_what_was_written_is_shown(link, how):
    path = form_at(link)
    end(link, how)

    answer = send(path, "Zu spät, aber wichtig.")

    assert (answer.status_code, stored()) == (410, [])
    assert "Dieser Link gilt nicht mehr." in Answer(answer).text
    assert "Zu spät, aber wichtig." in Answer(answer).text
    assert SENTENCE not in Answer(answer).text


@pytest.mark.both_databases
def test_a_link_that_ends_between_reading_and_storing(link):
    revision = link.revision
    end(link, "withdrawn")

    with pytest.raises(incoming.RemarkRefusedError):
        incoming.add(link, revision, incoming.Passage(), "Zu spät.", "")


@pytest.mark.both_databases
@pytest.mark.parametrize(("closed", "state"), [(True, "draft"), (False, "superseded")])
def test_what_strangers_wrote_is_forgotten_after_90_days(link, closed, state):
    for days in (89, 91):
        then = timezone.now() - timezone.timedelta(days=days)
        Remark.objects.create(
            revision=link.revision, text=str(days), written_at=then, closed_at=then if closed else None
        )
    Revision.objects.filter(pk=link.revision.pk).update(state=state)

    incoming.forget_outdated()

    assert stored() == ["89"]


def test_a_forged_link_says_nothing(link):
    path = re.sub(r"/vorschau/[^/]+/", "/vorschau/falsch/", form_at(link))

    assert READER.get(path).status_code == 404
    assert send(path, "Ja.").status_code == 410


def test_the_link_of_a_release_takes_remarks_at_all_its_pages_and_at_no_other(link):
    release, copies = Release.objects.create(), {}
    for name, of_it in (("in it", release), ("another", None)):
        copies[name] = Revision.objects.get(pk=link.revision.pk)
        copies[name].pk, copies[name].key, copies[name].release = None, name.replace(" ", "-"), of_it
        copies[name].save()
    Revision.objects.filter(pk=link.revision.pk).update(release=release)

    for each in copies.values():
        send(f"{preview_links.address(link)}de/anmerkungen/?seite={each.pk}", "Zur Seite.")

    assert [each.revision_id for each in Remark.objects.order_by("pk")] == [copies["in it"].pk, link.revision.pk]


def test_remarks_go_on_with_the_draft(link, editor):
    send(form_at(link), "Bitte kürzer.")
    publisher = person("publisher", "Freigabe")
    page = address(FundingArea, "change", FundingArea.objects.get(key=link.revision.key).pk)

    following = revision_of(hand_in(editor, page, summary_de="Kürzer."))
    shown = Answer(editor.get(page))

    assert Remark.objects.get().revision == following
    assert "Der Text an dieser Stelle ist seither anders." in shown.text
    assert publisher.post(f"/admin/anmerkungen/{Remark.objects.get().pk}/", {"action": "done"}).status_code == 403
    assert act(publisher, following, "publish").status_code == 302
    assert send(preview_links.address(link) + "de/anmerkungen/", "Noch etwas.").status_code == 410
