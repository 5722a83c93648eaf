"""`missing.yaml` of the content directory: rules about single rows, and what of it is refused."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from programmes.models import Measure
from seed.missing import read_rules
from tests import factories

RULE = "- {{model: programmes.measure, keys: [kurs], field: {field}, what: etwas, why: darum{until}}}\n"


def rules(folder, text: str) -> list:
    (folder / "missing.yaml").write_text(text)
    return read_rules(folder)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "until", "value"),
    [("place", "", "Liestal"), ("description_de", ", until: gratis|CHF", "<p>Der Kurs ist gratis.</p>")],
)
def test_a_rule_holds_until_its_field_says_it(tmp_path, field, until, value):
    (rule,) = rules(tmp_path, RULE.format(field=field, until=until))
    measure = factories.measure(key="kurs", **{field: ""})
    factories.measure(key="anderer", **{field: ""})
    assert list(Measure.objects.filter(rule.condition)) == [measure]

    Measure.objects.filter(pk=measure.pk).update(**{field: value})

    assert not Measure.objects.filter(rule.condition).exists()


@pytest.mark.django_db
def test_a_rule_about_a_relation_holds_until_one_of_these_rows_is_there(tmp_path):
    (rule,) = rules(tmp_path, RULE.format(field="providers", until=", until: [stelle]"))
    measure = factories.measure(key="kurs")
    assert Measure.objects.filter(rule.condition).exists()

    measure.providers.add(factories.partner(key="stelle"))

    assert not Measure.objects.filter(rule.condition).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {model: programmes.measure, keys: [kurs]}\n", "missing.yaml: Zeile 1: Eine Regel hat"),
        (RULE.format(field="place", until="").replace("measure", "course"), "missing.yaml: Zeile 1: model"),
        ("kurs: place\n", "Eine Liste von Zeilen wird erwartet"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path, text, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        rules(tmp_path, text)


def test_a_site_without_the_file_has_no_such_rules(tmp_path):
    assert read_rules(tmp_path) == []
