"""The order of rows in content, and the place after all others for new pages and rows, unless the form names another one."""

from django.db.models import Max

from editorial.forms.form_content import PAGE_PLACE, Content, Fields, PageForm, formset_prefix

POSITION, LAST = "position", 32_767  # the name of a `PositionField`, and its largest value
MAX_DIGITS = 10


def with_positions(content: Content, form: PageForm) -> Content:
    """Fills in each position that may be left empty and was: rows in the order of the form."""
    last: dict[str, int] = {}
    filled = {}
    for place, fields in content.items():
        if may_be_left_empty(form, place) and not fields.get(POSITION):
            prefix = formset_prefix(place)
            last[prefix] = min(last.get(prefix, last_position(content, prefix, form)) + 1, LAST)
            fields = fields | {POSITION: str(last[prefix])}
        filled[place] = fields
    return filled


def may_be_left_empty(form: PageForm, place: str) -> bool:
    field = form.field(place, POSITION)
    return field is not None and not field.required


def last_position(content: Content, prefix: str, form: PageForm) -> int:
    """Of the rows of one kind in this content; of the page, of all pages of its kind."""
    if prefix == PAGE_PLACE:
        return form.admin.model.objects.aggregate(last=Max(POSITION))["last"] or 0
    return position_of(content[rows_in_order(content, prefix)[-1]])


def rows_in_order(content: Content, prefix: str) -> list[str]:
    """The places of the rows of one kind, by position; the database does not keep the order of places."""
    found = [place for place in content if place.startswith(f"{prefix} ")]
    return sorted(found, key=lambda place: (position_of(content[place]), place))


def position_of(fields: Fields) -> int:
    """0 of what cannot be one; the form refuses it."""
    value = fields.get(POSITION, "")
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < MAX_DIGITS else 0
