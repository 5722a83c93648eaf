"""The field of a rich text, in a model and in a form."""

from django.core.exceptions import ValidationError
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

from . import bounds
from .cleaner import EXTENSIONS, clean
from .links import refused_links, vague_links


class RichTextFormField(ProseEditorFormField):
    """Empty markup counts as empty; a link that would be lost, or that does not say where it leads, is named."""

    def to_python(self, value):
        return clean(super().to_python(value) or "")

    def clean(self, value):
        if reason := bounds.refusal(value or ""):
            raise ValidationError(reason)
        if refused := refused_links(value or ""):
            address, reason = refused[0]
            raise ValidationError(f"Dieser Link lässt sich nicht verwenden: «{address}». {reason}")
        if idle := vague_links(value or ""):
            raise ValidationError(
                f"Der Linktext «{idle[0]}» sagt nicht, wohin der Link führt. Schreiben Sie, was dort steht, zum Beispiel "
                "«Förderbereiche von KIP 3»."
            )
        return super().clean(value)


class RichTextField(ProseEditorField):
    """Sanitised HTML, also in the columns of the other languages.

    `save()`, `create()`, `update()`, bulk operations and raw loads all pass `get_db_prep_save`. Database expressions
    do not: they are code, never input.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"extensions": EXTENSIONS, "sanitize": clean} | kwargs))

    def clean(self, value, model_instance):
        """Cleaned before it is validated, so that empty markup does not pass for a required text."""
        return super().clean(clean(value) if isinstance(value, str) else value, model_instance)

    def pre_save(self, model_instance, add):
        """The row in memory gets what the database gets.

        Not by `setattr`: for a translated field that writes to the active language, whose text may be a fallback.
        """
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean(value)
            model_instance.__dict__[self.attname] = value
        return value

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(clean(value) if isinstance(value, str) else value, connection)

    def formfield(self, **kwargs):
        return super().formfield(**({"form_class": RichTextFormField} | kwargs))
