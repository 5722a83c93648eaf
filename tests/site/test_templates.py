"""Templates print translated texts only with language-aware tags, and contain nothing inline."""

import re

import pytest
from django.conf import settings
from modeltranslation.translator import translator

TEMPLATES = {
    str(path.relative_to(folder)): path.read_text()
    for folder in settings.TEMPLATES[0]["DIRS"]
    for path in sorted(folder.rglob("*.html"))
}
#: The office speaks German, and names the language of each text itself.
PUBLIC = {name: source for name, source in TEMPLATES.items() if not name.startswith("admin/")}
FIELDS = {
    name for model in translator.get_registered_models() for name in translator.get_options_for_model(model).all_fields
}
#: Names that translated fields share with what is not one: a choice's label, a Label with its language, a document, and what
#: data sets say of themselves in the words of the interface, and hits of the search, which carry their language.
NOT_TRANSLATED = {
    "kind.label",
    "state.label",
    "page.title",
    "page.description",
    "document.title",
    "revision.note",
    "revision.name",
    "remark.name",
    "remark.answer",
    "each.label",
    "data.name",
    "data.title",
    "data.description",
    "column.name",
    "column.label",
    "column.description",
    "column.unit",
    "topic.address",
    "shown.title",
}
PRINTED = re.compile(rf"\{{\{{\s*([\w.]+\.(?:{'|'.join(sorted(FIELDS))}))\s*(?:\|[^}}]*)?\}}\}}")
HANDED_ON = re.compile(rf"\{{%[^%]*\b\w+=([\w.]+\.(?:{'|'.join(sorted(FIELDS))}))\b[^%]*%\}}")
FORBIDDEN = {
    "marks a text as safe": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
    "has an inline style": re.compile(r"<style\b|\sstyle\s*="),
    "has an inline script": re.compile(r"<script\b|\son\w+\s*=\s*[\"']"),
}


def unmarked(source: str) -> list[str]:
    """Translated fields that a template prints, or hands on to be printed, without their language."""
    found = PRINTED.findall(source) + HANDED_ON.findall(source)
    return [path for path in found if ".".join(path.split(".")[-2:]) not in NOT_TRANSLATED]


def test_there_are_templates_and_translated_fields():
    assert len(TEMPLATES) > 25
    assert {"name", "summary", "description"} <= FIELDS


@pytest.mark.parametrize("template", PUBLIC)
def test_no_template_prints_a_translated_field_directly(template):
    assert unmarked(TEMPLATES[template]) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ programme.name }}",
        "{{ citation.document.note|default:'–' }}",
        "{% blocktranslate with name=running.name %}{{ name }}{% endblocktranslate %}",
        '{% include "x.html" with title=area.name only %}',
    ],
)
def test_the_rule_finds_what_it_looks_for(source):
    assert unmarked(source)


@pytest.mark.parametrize("rule", FORBIDDEN)
@pytest.mark.check(5)
def test_no_template_breaks_the_policy(rule):
    assert [name for name, source in TEMPLATES.items() if FORBIDDEN[rule].search(source)] == []
