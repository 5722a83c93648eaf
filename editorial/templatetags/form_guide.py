"""Hands the guide through a form to the templates of the admin."""

from django import template

from editorial.office.form_guide import FormGuide, Row

register = template.Library()


@register.simple_tag(takes_context=True)
def form_guide(context) -> FormGuide:
    return FormGuide(context["adminform"], context.get("inline_admin_formsets", []))


@register.simple_tag
def row_of(form, number: int) -> Row:
    return Row(form, number)
