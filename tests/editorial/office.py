"""The admin as somebody in the office uses it: pages fetched, forms filled in as they were shown, answers read."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def logged_in(name: str = "probe", **rights) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_user(name, password=None, is_staff=True, **rights))
    return client


@dataclass
class Answer:
    response: HttpResponse

    @property
    def document(self) -> html.HtmlElement:
        return html.document_fromstring(self.response.content.decode())

    @property
    def values(self) -> dict[str, list[str]]:
        """What the form of this page would send if nothing were changed."""
        form = next(form for form in self.document.forms if form.get("id", "").endswith("_form"))
        data = {}
        for field in form.inputs:
            if name := field.get("name"):
                data.setdefault(name, []).extend(sent_by(field))
        return {name: values for name, values in data.items() if values}

    @property
    def errors(self) -> dict[str, str]:
        """Messages by the field beside which they stand; those of no field under the empty name."""
        return {field_of(found): " ".join(found.text_content().split()) for found in self.lists_of_errors()}

    def lists_of_errors(self):
        return self.document.cssselect("ul.errorlist")


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


def send(client: Client, page: str, /, **changes) -> Answer:
    """Opens the form, fills in what is to change, and saves."""
    values = Answer(client.get(page)).values | changes
    return Answer(client.post(page, values))
