"""Questions stand in groups, each with an anchor, and search engines read them as questions."""

import json

import pytest
from django.core.exceptions import ValidationError

from tests import factories
from tests.site.page import fetch, visitor

pytestmark = pytest.mark.django_db


def test_answer_is_in_the_fold_that_its_anchor_opens():
    factories.question(slug="probe", answer_de="<p>Im <a href='/massnahmen/'>Kurs</a>.</p>")

    page = fetch("/haeufige-fragen/")

    assert page.texts("details:has(#probe) summary h3") == ["Wo lerne ich Deutsch?"]
    assert visitor().get("/haeufige-fragen/probe/")["Location"] == "/haeufige-fragen/#probe"
    data = json.loads(page.all("script[type='application/ld+json']")[0].text)["@graph"][-1]
    assert data["@type"] == "FAQPage"
    assert {"@type": "Answer", "text": "Im Kurs."} in [each["acceptedAnswer"] for each in data["mainEntity"]]


def test_group_without_questions_is_not_shown():
    factories.question_group(slug="leer")

    assert "leer" not in fetch("/haeufige-fragen/").ids


def test_question_and_group_cannot_share_an_anchor():
    question = factories.question()

    question.slug = question.group.slug

    with pytest.raises(ValidationError, match="Sprungmarke"):
        question.full_clean()
