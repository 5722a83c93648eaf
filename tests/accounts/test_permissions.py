"""Permissions: every role at every URL with every method, and what a translator cannot change."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import GROUPS
from editorial.forms.page_admin import page_admins
from editorial.models import Release, Revision
from editorial.revisions import preview_links
from pages.models import StandingPage
from programmes.models import FundingArea
from search.models import MissedQuery, Synonym
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, logged_in, person, revision_of
from tests.sampling import part_of

pytestmark = [pytest.mark.django_db, pytest.mark.check(21), pytest.mark.slow]

#: Roles in this order; each letter of a line of the table is the answer to one of them.
ROLES = ["stranger", "outsider", "head", "translator", "editor", "publisher", "chief"]
#: s: seen (200); k: kept (204); r: carried out (302); l: sent to the login; n: refused (403); 4: not there (404); m: not that way (405)
TABLE = {
    ("start", "GET"): "lssssss",
    ("search", "GET"): "lnnssss",
    ("translations", "GET"): "lnnssns",
    ("drafts", "GET"): "lnnssss",
    ("replace", "GET"): "lnnssns",
    ("replace", "POST"): "lnnrrnr",
    ("occurrences", "GET"): "lnnssss",
    ("removed", "GET"): "lnnnsss",
    ("list", "GET"): "lnnssss",
    ("add", "GET"): "lnnnsns",
    ("add", "POST"): "lnnnrnr",
    ("form", "GET"): "lnnssss",
    ("form", "POST"): "lnnrrnr",
    ("history", "GET"): "lnnssss",
    ("delete", "GET"): "lnnnnss",
    ("delete", "POST"): "lnnnnrr",
    ("delete from list", "POST"): "lnnssrr",
    ("confirm", "POST"): "lnnnrnr",
    ("confirm", "GET"): "lnnn4n4",
    ("revision", "GET"): "lnnssss",
    ("preview", "GET"): "lnnssss",
    ("preview of a file", "GET"): "lnn4444",
    ("submit", "POST"): "lnnnrnr",
    ("give_back", "POST"): "lnnnnrr",
    ("publish", "POST"): "lnnnnrr",
    ("schedule", "POST"): "lnnnnrr",
    ("unschedule", "POST"): "lnnnnrr",
    ("withdraw", "POST"): "lnnnnrr",
    ("take_over", "POST"): "lnnnrnr",
    ("join", "POST"): "lnnnrnr",
    ("leave", "POST"): "lnnnrnr",
    ("undo", "POST"): "lnnnrnr",
    ("release", "GET"): "lnnssss",
    ("relations", "GET"): "lnnnsns",
    ("relations", "POST"): "lnnnrnr",
    ("reopen", "POST"): "lnnnrnr",
    ("block", "POST"): "lnnnnrr",
    ("unblock", "POST"): "lnnnnrr",
    ("restore", "POST"): "lnnrrnr",
    ("share", "POST"): "lnnrrrr",
    ("unshare", "POST"): "lnnrrrr",
    ("nonsense", "POST"): "lnn4444",
    ("people", "GET"): "lnsnnns",
    ("new person", "GET"): "lnsnnns",
    ("new person", "POST"): "lnsnnns",
    ("person", "GET"): "lnsnnns",
    ("person", "POST"): "lnsnnns",
    ("delete person", "POST"): "lnnnnnn",
    ("second factor of a person", "GET"): "lnsnnns",
    ("second factor of a person", "POST"): "lnrnnnr",
    ("record", "GET"): "lnsnnns",
    ("own access", "GET"): "lssssss",
    ("lost form", "GET"): "lrrrrrr",
    ("unsent form", "GET"): "lmmmmmm",
    ("unsent form", "POST"): "lnnkknk",
    ("step: code", "GET"): "lllllll",
    ("step: enrolment", "GET"): "lllllll",
    ("step: image", "GET"): "lllllll",
    ("step: new password", "POST"): "lllllll",
    ("synonyms", "GET"): "lnnssss",
    ("new synonym", "GET"): "lnnnsns",
    ("new synonym", "POST"): "lnnnsns",
    ("synonym", "GET"): "lnnssss",
    ("synonym", "POST"): "lnnnrnr",
    ("delete synonym", "POST"): "lnnnrnr",
    ("missed queries", "GET"): "lnnssss",
    ("new missed query", "GET"): "lnnnnnn",
    ("missed query", "POST"): "lnnnnnn",
    ("delete missed query", "POST"): "lnnnrnr",
    ("handbook", "GET"): "lssssss",
    ("page choices", "GET"): "lnnssns",
    ("end date", "GET"): "lnnnsss",
    ("end date", "POST"): "lnnnrrr",
    ("short address", "GET"): "lnnssss",
    ("files", "GET"): "lnnssss",
    ("new file", "GET"): "lnnnsns",
    ("name what replaced a page", "POST"): "lnnnn44",
    ("shared preview of a file", "GET"): "4444444",
    ("shared preview", "GET"): "sssssss",
    ("shared preview", "POST"): "mmmmmmm",
    ("shared preview: remarks", "GET"): "sssssss",
    ("shared preview: remarks", "POST"): "rrrrrrr",
    ("remark: done", "POST"): "lnnnrnr",
    ("remark: answer", "POST"): "lnnnrnr",
    ("remark: nonsense", "POST"): "lnnn4n4",
}
LETTERS = {200: "s", 204: "k", 403: "n", 404: "4", 405: "m"}
PERMITTED = "skr"
ACTIONS = {
    "submit", "give_back", "publish", "schedule", "unschedule", "withdraw", "take_over", "join", "leave", "undo", "reopen", "block", "unblock", "restore", "share", "unshare", "nonsense",
}  # fmt: skip


#: What is made only where it is asked for.
ROWS_OF_SEARCH = {
    "synonym": lambda: Synonym.objects.create(words="Palaver, Dolmetschen"),
    "missed query": lambda: MissedQuery.objects.create(
        words="palaver", language="de", first_on="2026-11-01", last_on=timezone.localdate()
    ),
}


@pytest.fixture
def area():
    return factories.funding_area(summary_de="Ein Satz.", summary_fr="Une phrase.", summary_it="Una frase.")


@pytest.fixture
def draft(area):
    writer = person("writer", "Redaktion")
    return revision_of(hand_in(writer, address(FundingArea, "change", area.pk), summary_de="Neu."))


def client_of(role: str) -> Client:
    if role == "stranger":
        return Client(headers={"host": "localhost"})
    if role == "chief":
        return logged_in(is_superuser=True)
    groups = {"head": "Leitung", "translator": "Übersetzung", "editor": "Redaktion", "publisher": "Freigabe"}
    return person(role, *([groups[role]] if role in groups else []), languages=("fr",) if role == "translator" else ())


def page_for(name: str, area, draft) -> str:
    someone = User.objects.get(username="writer")
    pages = {
        "start": reverse("admin:index"),
        "search": reverse("admin:search") + "?q=Sprache",
        "translations": reverse("admin:translations"),
        "drafts": reverse("admin:drafts"),
        "relations": reverse("admin:relations", args=[draft.pk]),
        "release": reverse("admin:release", args=[Release.objects.create().pk]),
        "replace": reverse("admin:replace") + "?alt=Sprache&neu=Wort",
        "occurrences": address(FundingArea, "occurrences", area.pk),
        "removed": reverse("admin:removed"),
        "list": address(FundingArea, "changelist"),
        "delete from list": address(FundingArea, "changelist"),
        "add": address(FundingArea, "add"),
        "form": address(FundingArea, "change", area.pk),
        "history": address(FundingArea, "history", area.pk),
        "delete": address(FundingArea, "delete", area.pk),
        "confirm": address(FundingArea, "confirm", area.pk),
        "revision": reverse("admin:revision", args=[draft.pk]),
        "preview": reverse("admin:preview", args=[draft.pk, "fr"]),
        "preview of a file": reverse("admin:preview_file", args=[draft.pk, "keine.pdf"]),
        "people": reverse("admin:auth_user_changelist"),
        "new person": reverse("admin:auth_user_add"),
        "person": reverse("admin:auth_user_change", args=[someone.pk]),
        "handbook": reverse("admin:handbook"),
        "page choices": reverse("admin:page_choices") + "?q=Sprache",
        "end date": address(FundingArea, "end_date", area.pk),
        "short address": address(FundingArea, "change", area.pk).replace("change/", "kurzadresse/"),
        "files": reverse("admin:files_storedfile_changelist"),
        "new file": reverse("admin:files_storedfile_add"),
        "name what replaced a page": reverse("admin:removed"),
        "second factor of a person": reverse("admin:reset_second_factor", args=[someone.pk]),
        "record": reverse("admin:record"),
        "own access": reverse("admin:own_access"),
        "lost form": reverse("admin:kept"),
        "unsent form": reverse("admin:unsent"),
        "step: code": reverse("admin:code"),
        "step: enrolment": reverse("admin:enrol"),
        "step: image": reverse("admin:enrol_image"),
        "step: new password": reverse("admin:new_password"),
        "delete person": reverse("admin:auth_user_delete", args=[someone.pk]),
        "synonyms": address(Synonym, "changelist"),
        "new synonym": address(Synonym, "add"),
        "missed queries": address(MissedQuery, "changelist"),
        "new missed query": address(MissedQuery, "add"),
    }
    if name.startswith("shared preview"):
        shared = preview_links.address(preview_links.create(draft, 1, someone))
        if name.endswith("remarks"):
            return f"{shared}de/anmerkungen/"
        return f"{shared}dateien/keine.pdf" if name.endswith("file") else shared
    if name.startswith("remark"):
        return reverse("admin:settle_remark", args=[draft.remarks.create(text="Bitte kürzer.").pk])
    if name.removeprefix("delete ") in ROWS_OF_SEARCH:
        row = ROWS_OF_SEARCH[name.removeprefix("delete ")]()
        return address(type(row), "delete" if name.startswith("delete ") else "change", row.pk)
    return pages["revision"] if name in ACTIONS else pages[name]


def sent(name: str, area) -> dict:
    if name in ACTIONS:
        return {"action": name, "days": "1"}
    if name.startswith("remark: "):
        return {"action": name.removeprefix("remark: "), "answer": "Ja."}
    if name == "shared preview: remarks":
        return {"text": "Bitte kürzer."}
    if name == "delete from list":
        return {"action": "delete_selected", "_selected_action": str(area.pk), "post": "yes"}
    if name == "end date":
        return {"set": "1", "last_day": "2099-12-31"}
    if name == "unsent form":
        return {"_form": address(FundingArea, "change", area.pk), "summary_de": "Mitten im Satz"}
    if name == "replace":
        return {"alt": "Ein", "neu": "Kein"}
    return {"post": "yes"} | ({"words": "Palaver, Dolmetschen, Übersetzen"} if name == "synonym" else {})


@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_address(area, draft, role):
    client = client_of(role)

    def answer(name: str, method: str) -> HttpResponse:
        return asked(client, method, page_for(name, area, draft), sent(name, area))

    expected = {cell: answers[ROLES.index(role)] for cell, answers in TABLE.items()}
    permitted = [cell for cell, answer_ in expected.items() if answer_ in PERMITTED]
    cells = [*(expected.keys() - permitted), *part_of(permitted, 3)]  # every refusal, and some of what takes long
    found = {cell: letter(undone(answer, *cell)) for cell in cells}
    wrong = [
        f"{method} {name}: {found[name, method]} instead of {expected[name, method]}"
        for name, method in cells
        if found[name, method] != expected[name, method]
    ]

    assert not wrong, told(role, wrong)


def told(role: str, wrong: list[str]) -> str:
    """Each of them, where pytest would leave some out."""
    return "\n".join([f"The role «{role}»:", *wrong])


def asked(client: Client, method: str, path: str, data: dict) -> HttpResponse:
    return client.get(path) if method == "GET" else client.post(path, data)


def undone(ask, *which) -> HttpResponse:
    """An answer; what the request has written is taken back, so that the next one finds the same rows."""
    with transaction.atomic():
        response = ask(*which)
        transaction.set_rollback(True)
    return response


def letter(response: HttpResponse) -> str:
    """As in the table; the status itself where it has no letter."""
    if response.status_code == 302:
        return "l" if response.url.startswith(reverse("admin:login")) else "r"
    return LETTERS.get(response.status_code, str(response.status_code))


#: What the admin of every kind of content asks for, and a line of the table that says who has it.
RIGHTS = {
    "view": ("form", "GET"),
    "module": ("list", "GET"),
    "add": ("add", "GET"),
    "change": ("form", "POST"),
    "delete": ("delete", "GET"),
}


@pytest.mark.parametrize("role", ROLES[1:])
def test_every_role_has_the_same_rights_to_every_kind(rf, role):
    request, wrong = rf.get("/admin/"), []
    request.user = user_of(client_of(role))
    for page_admin in page_admins():
        for right, cell in RIGHTS.items():
            expected = answer_of_kind(page_admin.model, cell[0], TABLE[cell][ROLES.index(role)]) in PERMITTED
            if getattr(page_admin, f"has_{right}_permission")(request) != expected:
                wrong.append(f"{right} {page_admin.opts.model_name}: not {expected}")

    assert not wrong, told(role, wrong)


def user_of(client: Client) -> User:
    return User.objects.get(pk=client.session[SESSION_KEY])


#: Alike at the pages of every kind; the standing pages are as many as they are.
OF_EVERY_KIND = [cell for cell in TABLE if cell[0] in ("list", "add", "form", "history", "delete")]


@pytest.mark.parametrize("role", ["stranger", "outsider", "publisher"])
def test_every_page_of_every_kind_asks_for_a_right(role):
    """The publisher may delete and not write. What is deleted stays where something else hangs on it: tried with one kind above."""
    client, wrong = client_of(role), []
    for page_admin in part_of(page_admins(), 4):
        for name, method in OF_EVERY_KIND:
            if (name, method, role) == ("delete", "POST", "publisher"):
                continue
            found = letter(undone(asked, client, method, page_of_kind(page_admin.model, name), {"post": "yes"}))
            expected = answer_of_kind(page_admin.model, name, TABLE[name, method][ROLES.index(role)])
            if found != expected:
                wrong.append(f"{method} {name} of {page_admin.opts.model_name}: {found} instead of {expected}")

    assert not wrong, told(role, wrong)


def page_of_kind(model, name: str) -> str:
    view = {"list": "changelist", "form": "change"}.get(name, name)
    return address(model, view, *([] if name in ("list", "add") else [factories.any_of(model).pk]))


def answer_of_kind(model, name: str, answer: str) -> str:
    is_fixed = model is StandingPage and name in ("add", "delete")
    return "n" if is_fixed and answer != "l" else answer


def test_the_form_leads_who_may_delete_to_it(area, draft):
    delete = address(FundingArea, "delete", area.pk)
    for role, is_led in [("publisher", True), ("chief", True), ("editor", False), ("translator", False)]:
        form = Answer(client_of(role).get(address(FundingArea, "change", area.pk)))
        assert bool(form.document.cssselect(f"a[href='{delete}']")) == is_led, role


def test_only_who_may_delete_deletes_from_a_list(area, draft):
    page = page_for("delete from list", area, draft)
    for role in ("editor", "translator"):
        client_of(role).post(page, sent("delete from list", area))
        assert FundingArea.objects.filter(pk=area.pk).exists()

    client_of("publisher").post(page, sent("delete from list", area))

    assert not FundingArea.objects.filter(pk=area.pk).exists()


def test_what_is_deleted_from_a_list_can_be_brought_back(area, draft):
    client_of("publisher").post(page_for("delete from list", area, draft), sent("delete from list", area))

    removal = Revision.objects.of(FundingArea, area.key).live().get()

    assert removal.is_removal
    assert removal.base.content[""]["summary_fr"] == "Une phrase."


# -- translators


def test_a_translator_sees_the_german_and_writes_the_own_language_only(area):
    client = client_of("translator")
    form = Answer(client.get(address(FundingArea, "change", area.pk)))

    assert form.values["summary_fr"] == ["Une phrase."]
    assert not {"summary_de", "summary_it", "slug", "position"} & set(form.values)
    assert form.document.cssselect(".shown[lang=de]")[1].text_content().strip() == "Ein Satz."


def languages_written_in(form) -> set[str]:
    return {field.get("lang") for field in form.cssselect("input[lang], textarea[lang]")}


@pytest.mark.parametrize(("languages", "shown"), [(("fr", "en"), {"fr"}), ((), set())])
def test_a_translator_writes_in_one_language_at_a_time_or_in_none(area, languages, shown):
    client = person("translator", "Übersetzung", languages=languages)

    form = Answer(client.get(address(FundingArea, "change", area.pk))).document.cssselect("form[id$=_form]")[0]

    assert languages_written_in(form) == shown
    assert bool(form.cssselect("[name=_check]")) == bool(languages)


def test_a_translator_saves_the_form_of_everything_with_its_rows():
    client = person("translator", "Übersetzung", languages=("fr",))
    for page_admin in part_of(page_admins(), 3):
        factories.any_of(page_admin.model)
        live = Revision.objects.live().filter(model=page_admin.model._meta.label_lower)
        key = max(live, key=lambda each: len(each.content)).key
        form = address(page_admin.model, "change", page_admin.model.objects.get(key=key).pk)
        shown = Answer(client.get(form))
        assert languages_written_in(shown.document) <= {"fr"}
        written = next(name for name in shown.values if re.fullmatch(r"[a-z_]+_fr", name))

        answer = hand_in(client, form, **{written: "Un texte nouveau"})

        before, after = revision_of(answer).base.content, revision_of(answer).content
        assert after.keys() == before.keys(), form
        changed = {name for place in after for name in after[place] if after[place][name] != before[place].get(name)}
        assert changed == {written}, form


def test_nothing_else_that_a_translator_sends_is_read(area):
    client = client_of("translator")
    page = address(FundingArea, "change", area.pk)
    forged = {
        "name_de": "Falsch",
        "summary_de": "Falsch",
        "summary_it": "Falsch",
        "slug": "falsch",
        "citations-TOTAL_FORMS": "0",
    }

    revision = revision_of(hand_in(client, f"{page}?sprache=it", summary_fr="Une autre phrase.", **forged))

    before, after = revision.base.content, revision.content
    assert {name: text for name, text in after[""].items() if text != before[""][name]} == {
        "summary_fr": "Une autre phrase."
    }


def test_rows_stay_when_a_translator_sends_none(area):
    factories.citation(funding_area=area, supports_de="Alles")
    client = client_of("translator")

    answer = hand_in(
        client, address(FundingArea, "change", area.pk), **{"citations-TOTAL_FORMS": "0", "summary_fr": "Oui."}
    )

    assert revision_of(answer).content.keys() == revision_of(answer).base.content.keys()
    assert len(revision_of(answer).content) == 2


def test_a_translator_cannot_hand_in_an_old_german_text_as_a_draft(area):
    writer, client = person("author", "Redaktion", "Freigabe"), client_of("translator")
    page = address(FundingArea, "change", area.pk)
    act(writer, revision_of(hand_in(writer, page, summary_de="Zweitens.")), "publish")
    first = Revision.objects.of(FundingArea, area.key).order_by("pk").first()

    answer = hand_in(client, page, summary_fr="Oui.", _draft=str(first.pk))

    assert revision_of(answer).content[""]["summary_de"] == "Zweitens."


def test_a_translator_restores_the_own_language_only(area, draft):
    client, head = client_of("translator"), client_of("publisher")
    act(head, draft, "publish")
    old = Revision.objects.of(FundingArea, area.key).order_by("pk").first()

    assert act(client, old, "restore", language="").status_code == 403
    assert act(client, old, "restore", language="it").status_code == 403
    assert act(client, old, "restore", language="fr").status_code == 302


# -- people


def test_the_head_gives_groups_and_languages_and_nothing_more(draft):
    client = client_of("head")
    someone = User.objects.get(username="writer")
    groups = Group.objects.filter(name="Übersetzung").values_list("pk", flat=True)
    french = Permission.objects.get(codename="translate_fr")
    everything = Permission.objects.exclude(codename__startswith="translate_").first()
    page = reverse("admin:auth_user_change", args=[someone.pk])
    values = {"username": "writer", "is_active": "on", "groups": [str(pk) for pk in groups], "is_superuser": "on"}

    boxes = Answer(client.get(page)).document.cssselect("[name=groups][type=checkbox]")
    assert len(boxes) == len(GROUPS)
    client.post(page, values | {"user_permissions": [str(french.pk), str(everything.pk)]})
    assert not User.objects.get(pk=someone.pk).user_permissions.exists()
    client.post(page, values | {"user_permissions": [str(french.pk)]})

    changed = User.objects.get(pk=someone.pk)
    assert changed.has_perm("editorial.translate_fr")
    assert changed.has_perm("editorial.translate")
    assert not changed.is_superuser
    assert not changed.has_perm("editorial.write")


def test_nobody_gives_rights_to_themselves():
    head = person("head", "Leitung")
    own = User.objects.get(username="head")
    values = {
        "username": "head",
        "first_name": "Neu",
        "groups": [str(pk) for pk in Group.objects.values_list("pk", flat=True)],
    }

    answer = head.post(reverse("admin:auth_user_change", args=[own.pk]), values)

    assert answer.status_code == 302
    own.refresh_from_db()
    assert (own.first_name, own.is_active) == ("Neu", True)
    assert [group.name for group in own.groups.all()] == ["Leitung"]


def test_the_head_cannot_change_who_has_all_rights():
    chief = User.objects.create_superuser("chief-of-all", password=None)
    page = reverse("admin:auth_user_change", args=[chief.pk])

    client_of("head").post(page, {"username": "chief-of-all"})

    assert User.objects.get(pk=chief.pk).is_active
    password = reverse("admin:auth_user_password_change", args=[chief.pk])
    assert client_of("outsider").get(password).status_code == 403
    assert Client(headers={"host": "localhost"}).get(password).status_code == 302


def test_a_new_person_can_work_in_the_office():
    page = reverse("admin:auth_user_add")
    word = "ein langes Passwort 12"

    client_of("head").post(
        page, {"username": "newcomer", "password1": word, "password2": word, "usable_password": "true"}
    )

    assert User.objects.get(username="newcomer").is_staff
