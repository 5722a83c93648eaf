"""Texts for readers are translated; numbers, dates, states and slugs are not."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from modeltranslation.translator import NotRegistered, translator

from core.models import Entry
from core.text.phone_numbers import PhoneField

MODELS = [model for model in apps.get_models() if issubclass(model, Entry)]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)

#: Texts that are the same in every language: names of documents and offices, numbers, places, contact.
NOT_FOR_TRANSLATION = {
    "programmes.Decision": {"business_number"},
    "programmes.Document": {"title", "publisher"},
    "programmes.Measure": {"place"},
    "programmes.OrganisationalUnit": {"phone"},
    "programmes.PartnerOrganisation": {"place"},
    "principles.LegalBasis": {"number"},
    "search.Synonym": {"words"},  # a group holds in one language, or in all
}
NOT_TEXT = (models.SlugField, models.URLField, models.EmailField, models.FileField, PhoneField)


def translated(model) -> set[str]:
    try:
        return set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return set()


def texts(model) -> set[str]:
    """Fields that hold words: no choices, no addresses, not the columns of single languages."""
    return {
        field.name
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, NOT_TEXT)
        and not field.choices
        and not hasattr(field, "translated_field")
    }


def test_all_models_of_content_are_looked_at():
    assert len(MODELS) >= 23


@each_model
def test_every_text_for_readers_is_translated_and_nothing_else(model):
    assert translated(model) == texts(model) - NOT_FOR_TRANSLATION.get(model._meta.label, set())


@each_model
def test_every_translated_text_has_a_column_for_each_language(model):
    columns = {field.name for field in model._meta.fields}

    assert {f"{name}_{code}" for name in translated(model) for code, _ in settings.LANGUAGES} <= columns


@each_model
def test_german_must_be_there_where_the_text_must(model):
    for name in translated(model):
        field, german = model._meta.get_field(name), model._meta.get_field(f"{name}_de")

        assert german.blank == field.blank, name
        assert model._meta.get_field(f"{name}_fr").blank
