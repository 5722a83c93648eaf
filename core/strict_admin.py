"""Model admins that take no odd value: of an address, of a list, or of what was chosen in it."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters, ModelAdmin
from django.core.exceptions import BadRequest

from core.database.primary_keys import as_pk, as_pks
from core.text.normalization import bounded_line


class StrictAdmin(ModelAdmin):
    """A row has one URL only, no URL contains a regular expression, which may take for ever, and no value is a server error."""

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural} | (extra_context or {}))

    def lookup_allowed(self, lookup, value, request):
        is_expression = lookup.endswith(("__regex", "__iregex"))
        return not is_expression and super().lookup_allowed(lookup, value, request)

    def get_object(self, request, object_id, from_field=None):
        if from_field is None and as_pk(object_id) is None:
            return None
        return super().get_object(request, object_id, from_field)

    def get_search_results(self, request, queryset, search_term):
        """Each word is a condition, of which SQLite takes a thousand."""
        return super().get_search_results(request, queryset, bounded_line(search_term))

    def get_changelist_instance(self, request):
        """The year 9999 of a list by dates has no end."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error

    def response_action(self, request, queryset, *args, **kwargs):
        """Raises BadRequest for chosen rows without a number: Django passes them to the database."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if len(as_pks(chosen)) < len(chosen):
            raise BadRequest("A chosen row has no number.")
        return super().response_action(request, queryset, *args, **kwargs)
