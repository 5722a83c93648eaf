"""Accepts remarks of people without an account: only while the link is valid, and only so many."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text.normalization import normalized, one_line, visible
from editorial.models import PreviewLink, Remark, Revision
from editorial.models.remark import MAX_NAME, MAX_TEXT, MAX_WORDS
from editorial.remarks.passages import Passage
from editorial.revisions import mails

#: Of one link in an hour, and waiting at one draft.
MAX_IN_AN_HOUR, MAX_OPEN = 30, 200
#: Bytes: every character may take twelve in a form.
MAX_BODY = 40_000


class RemarkRefusedError(Exception):
    """Why a remark is not stored: status of the answer, and a sentence in the active language."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class PlainField(forms.CharField):
    """Without control characters and marks of direction, before its length is checked."""

    def to_python(self, value):
        return visible(normalized(super().to_python(value) or "").strip())


class RemarkForm(forms.Form):
    text = PlainField(
        label=gettext_lazy("Ihre Anmerkung"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    name = PlainField(label=gettext_lazy("Ihr Name (freiwillig)"), max_length=MAX_NAME, required=False)

    def clean_name(self):
        return one_line(self.cleaned_data["name"])


def forget_outdated():
    Remark.objects.outdated().delete()


def ended() -> RemarkRefusedError:
    return RemarkRefusedError(410, _("Dieser Link gilt nicht mehr. Ihre Anmerkung ist nicht gespeichert."))


def check(request: HttpRequest):
    """Raises RemarkRefusedError for what is too large, or was sent from a page of another site.

    The token in the address is the right to write; there is no cookie that another site could make use of. Browsers that send
    neither header are believed.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise RemarkRefusedError(413, _("Das ist zu viel Text. Ihre Anmerkung ist nicht gespeichert."))
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    came_from = request.headers.get("Sec-Fetch-Site")
    is_own = came_from in ("same-origin", "none") if came_from else request.headers.get("Origin") in {None, *own}
    if not is_own:
        raise RemarkRefusedError(
            403, _("Das Formular kam von einer anderen Website. Schreiben Sie Ihre Anmerkung bitte hier.")
        )


def add(link: PreviewLink, revision: Revision, passage: Passage, text: str, name: str) -> Remark:
    """Stores a remark, once if it is sent twice, and notifies the office. Raises RemarkRefusedError; then nothing is stored."""
    with transaction.atomic():
        holding = PreviewLink.objects.valid().filter(pk=link.pk, revision__state__in=Revision.OPEN)
        held = holding.select_for_update(of=("self",)).first()
        if held is None or not Revision.objects.open().filter(pk=revision.pk).exists():
            raise ended()
        place, field, words = passage
        values = {"place": place, "field": field, "words": words[:MAX_WORDS], "text": text, "name": name}
        if sent_before := held.remarks.of_last_hour().filter(revision=revision, **values).first():
            return sent_before
        if held.remarks.of_last_hour().count() >= MAX_IN_AN_HOUR:
            raise RemarkRefusedError(
                429,
                _("Über diesen Link sind in einer Stunde schon viele Anmerkungen gekommen. Senden Sie Ihre später."),
            )
        if revision.remarks.open().count() >= MAX_OPEN:
            raise RemarkRefusedError(
                429, _("Zu diesem Entwurf warten schon sehr viele Anmerkungen. Senden Sie Ihre später.")
            )
        remark = Remark.objects.create(revision=revision, link=held, **values)
        mails.remarked(remark)
    return remark
