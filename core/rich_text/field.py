"""The rich text field, for models and forms."""

from django.core.exceptions import ValidationError
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

from . import bounds, images, tables
from .cleaner import EXTENSIONS, clean, sanitized
from .links import refused_links, vague_links


class RichTextFormField(ProseEditorFormField):
    """Treats empty markup as empty; refuses what would be removed, and links whose text does not say where they lead."""

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
        if reason := images.refusal(value or "") or tables.refusal(value or "", sanitized(value or "")):
            raise ValidationError(reason)
        return self.with_sizes(super().clean(value))

    def with_sizes(self, value: str) -> str:
        """The text with the sizes of its images. Raises ValidationError for an image that does not exist."""
        sizes = images.sizes_of(value)
        for image in images.images(value):
            if image.key not in sizes:
                raise ValidationError(images.NO_FILE.format(src=image.src))
        return images.with_sizes(value, sizes)


class RichTextField(ProseEditorField):
    """Sanitized HTML, also in the columns of the other languages.

    `save()`, `create()`, `update()`, bulk operations and raw loads all pass `get_db_prep_save`. Database expressions
    do not: they come from code, never from input.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"extensions": EXTENSIONS, "sanitize": clean} | kwargs))

    def clean(self, value, model_instance):
        """Cleans before validation, so that empty markup does not pass for a required text."""
        return super().clean(clean(value) if isinstance(value, str) else value, model_instance)

    def pre_save(self, model_instance, add):
        """Sets the cleaned value on the instance too.

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
