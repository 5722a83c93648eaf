"""Hands the guide through a form to the templates of the admin."""

from django import template

from editorial.admin.form_guide import FormGuide, Row

register = template.Library()


@register.simple_tag(takes_context=True)
def form_guide(context) -> FormGuide:
    rows = context.get("inline_admin_formsets", [])
    return FormGuide(context["adminform"], rows, context.get("form_session"), context.get("chosen_side", ()))


@register.simple_tag
def row_of(form, number: int) -> Row:
    return Row(form, number)
