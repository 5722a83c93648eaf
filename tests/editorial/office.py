"""A client for the admin: fetches pages, fills in forms as shown, reads responses."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from lxml import html

from accounts.login import sessions
from editorial.forms.page_admin import admin_for
from editorial.models import Revision
from editorial.revisions import snapshots

NEXT_YEAR = timezone.localdate().year + 1
#: A time for which something can be planned.
AHEAD = f"{NEXT_YEAR}-10-10T10:10"


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def logged_in(name: str = "probe", **rights) -> Client:
    return at_work(User.objects.create_user(name, password=None, is_staff=True, **rights))


def at_work(user: User) -> Client:
    """A browser in which somebody has shown both factors."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    session = client.session
    session[sessions.MARK_KEY] = sessions.new_mark(TOTPDevice.objects.create(user=user))
    session.save()
    return client


def person(name: str, *groups: str, languages: tuple[str, ...] = ()) -> Client:
    """Somebody of the office, called after what they do, with the languages that were given to them."""
    user = User.objects.create_user(name, password=None, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    user.user_permissions.set(Permission.objects.filter(codename__in=[f"translate_{code}" for code in languages]))
    return at_work(user)


@dataclass
class Answer:
    response: HttpResponse

    @property
    def document(self) -> html.HtmlElement:
        return html.document_fromstring(self.response.content.decode())

    @property
    def text(self) -> str:
        return " ".join(self.document.text_content().split())

    @property
    def table(self) -> list[list[str]]:
        """The cells of the rows of the only table of the page."""
        rows = self.document.cssselect("#content table tbody tr")
        return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]

    @property
    def values(self) -> dict[str, list[str]]:
        """What the form of this page would send if nothing were changed."""
        return form_values(self.document)

    @property
    def errors(self) -> dict[str, str]:
        """Messages by the field beside which they stand; those of no field under the empty name."""
        return {field_of(found): " ".join(found.text_content().split()) for found in self.lists_of_errors()}

    def lists_of_errors(self):
        return self.document.cssselect("ul.errorlist")


def form_values(document: html.HtmlElement) -> dict[str, list[str]]:
    form = next(form for form in document.forms if form.get("id", "").endswith("_form"))
    data = {}
    for field in form.inputs:
        if name := field.get("name"):
            data.setdefault(name, []).extend(sent_by(field))
    return {name: values for name, values in data.items() if values}


def sent_by(field) -> list[str]:
    """As a browser sends it: an empty field as an empty text, a box that is not ticked not at all."""
    kind = field.get("type", "")
    if kind == "submit" or (kind in ("checkbox", "radio") and not field.checked):
        return []
    if field.tag == "select" and field.value is None:
        return field.value_options[:1]
    return [field.value or ""]


def field_of(errors: html.HtmlElement) -> str:
    """The errors of one field carry the name of its widget: `id_name_error`."""
    return errors.get("id", "").removeprefix("id_").removesuffix("_error")


def clock_ticks():
    """The clock records what was changed outside the forms."""
    for _step in snapshots.record_external_changes():
        pass


def hand_in(client: Client, page: str, /, **changes) -> HttpResponse:
    """Opens the form, fills in what is to change, and saves it to check it: the answer leads to the revision."""
    values = Answer(client.get(page)).values | changes | {"_check": "1"}
    return client.post(page, values)


def record(*pages):
    """Makes the first public revision of pages that the form has not made."""
    for page in pages:
        snapshots.first_revision(admin_for(type(page)), page.key)


def revision_of(answer: HttpResponse) -> Revision:
    """The one that an answer leads to."""
    return Revision.objects.get(pk=answer.url.split("/")[-2])


def act(client: Client, revision: Revision, action: str, **values) -> HttpResponse:
    return client.post(reverse("admin:revision", args=[revision.pk]), {"action": action, **values})


def send(client: Client, page: str, /, **changes) -> Answer:
    """Hands in and publishes, as somebody with both rights does; refused, the form with what is wrong."""
    checked = hand_in(client, page, **changes)
    published = act(client, revision_of(checked), "publish")
    if revision_of(checked).is_live:
        return Answer(published)
    shown = client.get(checked.url)
    (again,) = [
        link for link in Answer(shown).document.cssselect("a.button") if link.text_content() == "Weiterschreiben"
    ]
    return Answer(client.get(again.get("href")))
