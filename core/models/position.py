"""The place of an entry among others of its kind."""

from django.db import models


class PositionField(models.PositiveSmallIntegerField):
    """Forms show none for a new entry; left empty, it becomes the last one: see `editorial.forms.positions`."""

    def __init__(self, verbose_name="Reihenfolge", **kwargs):
        kwargs.setdefault("default", 0)
        kwargs.setdefault("help_text", "Kleine Zahlen stehen weiter oben.")
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self):
        """For migrations it is the plain field of the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs

    def formfield(self, **kwargs):
        help_text = f"{self.help_text} Leer: am Schluss."
        return super().formfield(**({"required": False, "initial": None, "help_text": help_text} | kwargs))

    def value_from_object(self, obj):
        return None if obj._state.adding else super().value_from_object(obj)

    def pre_save(self, model_instance, add):
        if getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, self.default)
        return super().pre_save(model_instance, add)
