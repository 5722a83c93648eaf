"""The faults of a revision, each with the address of its field in the form of the page."""

from accounts.permissions import SystemRequest
from editorial.comparison.diff import Labels
from editorial.forms.draft_forms import ROW_FIELD, Fault
from editorial.forms.form_content import PAGE_PLACE, Content, PageForm
from editorial.forms.form_data import FormData
from editorial.models import Revision
from editorial.texts.stored_texts import field_address


def linked(faults: list[Fault], revision: Revision, labels: Labels, page, form: str, content: Content):
    """Sentences and addresses. Forms number their rows: one is built only for a fault in a row."""
    in_rows = any(" " in each.place for each in faults)
    rows = row_prefixes(labels.admin, page, revision.key, content) if in_rows else {}
    return [
        (labels.sentence(each, content), field_address(form, revision, PAGE_PLACE, each.field, anchor(each, rows)))
        for each in faults
    ]


def row_prefixes(page_admin, page, key: str, content: Content) -> dict[str, str]:
    """By its place, the prefix that a row has in the form that shows this content."""
    form = PageForm(page_admin, SystemRequest(), page, key=key)
    sent = FormData(form, form.content(), content).data
    prefixes = [name.removesuffix(f"-{ROW_FIELD}") for name in sent if name.endswith(f"-{ROW_FIELD}")]
    return {f"{prefix.rpartition('-')[0]} {sent[f'{prefix}-{ROW_FIELD}']}": prefix for prefix in prefixes}


def anchor(fault: Fault, rows: dict[str, str]) -> str:
    """The id of the field; else of its row, or of the heading of its rows."""
    if fault.place == PAGE_PLACE:
        return f"id_{fault.field}" if fault.field else ""
    prefix = rows.get(fault.place, "")
    if not prefix:
        return f"{fault.place.partition(' ')[0]}-heading"
    return f"id_{prefix}-{fault.field}" if fault.field else prefix
