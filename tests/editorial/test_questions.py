"""A question whose SQL is written once answers as a queryset does that is made anew."""

import pytest
from django.db.models.query import ModelIterable
from django.utils.translation import override

from editorial.questions import Question, answering
from programmes.models import Citation, PartnerOrganisation, Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def phases() -> list[Programme]:
    return list(Programme.objects.in_order())


def sources(phase):
    return Citation.objects.filter(programme=phase).select_related("document")


def test_each_value_has_its_own_answer(phases):
    question = Question(sources)

    answers = [question.rows(phase.pk) for phase in phases]

    assert answers == [list(sources(phase)) for phase in phases]
    assert len({len(answer) for answer in answers}) > 1


def test_rows_bring_along_what_was_asked_for_with_them(phases, django_assert_num_queries):
    with django_assert_num_queries(1):
        titles = [citation.document.title for citation in Question(sources).rows(phases[0].pk)]

    assert titles == [citation.document.title for citation in sources(phases[0])]


def test_a_text_may_be_the_value_in_several_places(phases):
    around = Question(lambda slug: Programme.objects.around(slug))

    assert around.rows(phases[1].slug) == phases[:3]
    assert around.rows(phases[0].slug) == phases[:2]
    assert around.rows("no-such-phase") == []


def test_a_question_without_a_value():
    assert Question(lambda _: Programme.objects.in_order()).rows() == list(Programme.objects.in_order())


def test_the_sql_is_written_once_for_each_language(phases):
    written = []
    question = Question(lambda phase: written.append(phase) or sources(phase))

    for language in ("de", "fr", "de", "fr"):
        with override(language):
            question.rows(phases[0].pk)

    assert len(written) == 2


def test_each_language_sorts_by_its_own_texts():
    first, second = PartnerOrganisation.objects.order_by("name")[:2]
    PartnerOrganisation.objects.update(name_fr=None)
    PartnerOrganisation.objects.filter(pk=first.pk).update(name_fr="Zug")
    PartnerOrganisation.objects.filter(pk=second.pk).update(name_fr="Aarau")
    question = Question(lambda keys: PartnerOrganisation.objects.filter(name_fr__gt=keys).order_by("name"))

    found = {}
    for language in ("de", "fr"):
        with override(language):
            found[language] = question.rows("")

    assert found == {"de": [first, second], "fr": [second, first]}


def test_two_who_ask_at_the_same_time_do_not_disturb_each_other(phases):
    written = Question(sources).write("de")
    one, other = (answering(written, phase.pk) for phase in phases[:2])

    assert list(ModelIterable(other)) == list(sources(phases[1]))
    assert list(ModelIterable(one)) == list(sources(phases[0]))
