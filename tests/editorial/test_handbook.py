"""The handbook says what the admin says: each name that it prints in bold is that of a field, a button, a link or a heading."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.models import Release
from editorial.office.handbook import PATH
from editorial.revisions import snapshots
from pages.models import Contact, FreePage, NewsItem, Question
from programmes.models import FundingArea, Measure, Task
from search.models import MissedQuery
from tests import factories
from tests.accounts.test_login import PASSWORD, send_password
from tests.editorial.office import AHEAD, Answer, act, address, hand_in, logged_in, person, revision_of, send
from tests.second_factor import code_for

pytestmark = pytest.mark.django_db

NAMES = {" ".join(name.split()) for name in re.findall(r"\*\*(.+?)\*\*", PATH.read_text(), re.DOTALL)}
TEMPLATES = ["index", "page_form", "revision", "_form_session", "history", "removed"]


@pytest.fixture
def office() -> set[str]:
    """The names on the pages that the handbook speaks of, buttons included."""
    chief = logged_in(is_superuser=True)
    area = factories.funding_area(summary_de="Eins.", summary_fr="Un.")
    form = f"{address(FundingArea, 'change', area.pk)}?sprache=fr"
    send(chief, form, summary_de="Zwei.")
    opened = Answer(chief.get(form)).values
    send(chief, f"{form}&fassung=0", summary_de="Drei.")
    draft = revision_of(chief.post(form, opened | {"summary_de": "Vier.", "_check": "1"}))
    other = revision_of(hand_in(person("editor", "Redaktion"), address(FundingArea, "change", 1), summary_de=MEASURED))
    act(chief, other, "submit")
    act(chief, other, "share", days="1")
    planned = revision_of(hand_in(chief, address(FundingArea, "change", 2), summary_de="Neu."))
    act(chief, planned, "schedule", publish_at=AHEAD)
    revision_of(hand_in(chief, address(FundingArea, "add"), name_de="Neu", slug="neu", summary_de="Neu."))
    MissedQuery.objects.create(words="palaver", language="de", first_on="2026-11-01", last_on=timezone.localdate())
    chief.post(reverse("admin:unsent"), {"_form": address(FundingArea, "add"), "name_de": "Mitten im Wort"})
    last = snapshots.published_revision(admin.site.get_model_admin(FundingArea), area.key)
    pages = [
        reverse("admin:index"),
        form,
        f"{form}&fassung=0",
        address(FundingArea, "history", area.pk),
        address(FundingArea, "short_address", area.pk),
        address(FundingArea, "end_date", area.pk),
        "/admin/geloescht/",
        "/admin/uebersetzungen/",
        "/admin/entwuerfe/",
        "/admin/suche/?q=Sprache",
        "/admin/ersetzen/?alt=Sprache&neu=Wort",
        address(FundingArea, "changelist"),
        address(MissedQuery, "changelist"),
        *(address(model, "add") for model in (FundingArea, NewsItem, Question, Contact, FreePage, Measure, Task)),
    ]
    pages += [reverse("admin:revision", args=[each.pk]) for each in (draft, other, planned, last, last.base)]
    together = revision_of(hand_in(chief, address(FundingArea, "change", 3), summary_de="Neu."))
    act(chief, together, "join", release_name="Neue Phase")
    act(chief, together, "publish")
    waiting = revision_of(hand_in(chief, address(FundingArea, "change", 4), summary_de="Neu."))
    act(chief, waiting, "join", release_name="Noch eine")
    pages += [reverse("admin:revision", args=[waiting.pk])]
    pages += [reverse("admin:release", args=[each.pk]) for each in Release.objects.all()]
    pages += [f"{address(FundingArea, 'change', 1)}?fassung={other.pk}"]
    pages += [reverse("admin:auth_user_change", args=[draft.author_id]), address(factories.Document, "add")]
    pages += [reverse("admin:own_access"), reverse("admin:reset_second_factor", args=[other.author_id])]
    return way_in().union(*(names(Answer(chief.get(page)).document) for page in pages))


def way_in() -> set[str]:
    """The pages of somebody who comes in, too late for a form."""
    User.objects.create_superuser("newcomer", password=PASSWORD)
    client = Client(headers={"host": "localhost"})
    send_password(client, name="newcomer")
    steps = [Answer(client.get(reverse("admin:enrol"))).document]
    (key,) = steps[0].cssselect(".key")
    steps.append(Answer(client.post(reverse("admin:enrol"), {"code": code_for(key.text_content())})).document)
    session = client.session
    session["lost_form"] = {"person": User.objects.get(username="newcomer").pk, "path": "/admin/", "values": []}
    session.save()
    steps.append(Answer(client.get(reverse("admin:kept"))).document)
    client = Client(headers={"host": "localhost"})
    send_password(client, name="newcomer")
    steps.append(Answer(client.get(reverse("admin:code"))).document)
    return set().union(*map(names, steps))


#: What has a name in the office.
NAMED = "label, button, a, h1, h2, h3, summary, th, dt, dd, legend, option"


def names(document) -> set[str]:
    """Without what stands in brackets behind them, as numbers do, without a colon, and without for whom it is."""
    found = [" ".join(each.text_content().split()) for each in document.cssselect(NAMED)]
    found += document.xpath("//input[@type='submit']/@value | //input/@placeholder")
    return {re.sub(r"( \(.*| für \w+|:)$", "", name).casefold() for name in found}


#: Long enough for a measure.
MEASURED = "Das ist ein neuer Satz, und er hat mehr als zehn Wörter."
#: Sections of the start page that are there only when something waits in them.
SOMETIMES = {"Misslungen", "Läuft bald ab", "Entwürfe von anderen", "Stimmt noch", "Links, die nicht mehr gehen"}
#: On the login page, where the operator wants it.
SWITCHED_ON = {"Mit dem zentralen Konto anmelden"}


#: In the rich text editor, which writes its names by script.
IN_THE_EDITOR = {
    "Link", "Link setzen",
    "Nicht alles aus der Zwischenablage passt in dieses Feld", "Tabelle einfügen", "+ Zeile", "− Zeile", "+ Spalte", "− Spalte", "Titel",
    "Tabelle löschen", "Kopfspalte", "Bild einfügen oder ändern", "Alternativtext", "Das Bild ist nur Schmuck",
}  # fmt: skip
#: On the page of a file.
ON_A_FILE = {"für Texte", "von der Suche gelesen"}
#: In the preview of a release, for readers with its link.
IN_A_PREVIEW = {"Seiten dieser Vorschau"}
#: Beside the remarks of readers.
AT_A_REMARK = {"Anmerkungen zur Vorschau", "Antworten", "Erledigt", "Alle erledigt"}


@pytest.mark.slow
def test_each_name_stands_in_the_office(office):
    start_page, login_page, remarks = (
        (PATH.parents[1] / "templates" / "admin" / f"{name}.html").read_text()
        for name in ("index", "login", "_remarks")
    )

    scripts = "".join(path.read_text() for path in (PATH.parents[1] / "static").glob("*.js"))
    files = (PATH.parents[1] / "files" / "admin.py").read_text()

    assert len(NAMES) > 25
    assert {
        name
        for name in NAMES - SOMETIMES - SWITCHED_ON - IN_THE_EDITOR - ON_A_FILE - IN_A_PREVIEW - AT_A_REMARK
        if name.casefold() not in office
    } == set()
    assert all(name in start_page for name in SOMETIMES)
    assert all(name in login_page for name in SWITCHED_ON)
    assert all(name in scripts for name in IN_THE_EDITOR)
    assert all(name in files for name in ON_A_FILE)
    assert all(f">{name}<" in remarks for name in AT_A_REMARK)


def test_the_handbook_is_one_click_away():
    editor = person("editor", "Redaktion")
    (link,) = Answer(editor.get(reverse("admin:index"))).document.cssselect("#user-tools a[href*=handbuch]")

    page = Answer(editor.get(link.get("href")))

    assert "Etwas für nächsten Montag vorbereiten" in page.text
    assert "**" not in page.text
