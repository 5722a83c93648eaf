"""The people of the office: their groups, and the languages that they translate into."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.forms import CheckboxSelectMultiple

from editorial.rights import GROUPS

LANGUAGES = "Eigene Sprache: "


class PeopleAdmin(UserAdmin):
    """Rights come from groups, and groups from the code. Nobody can be deleted: what they wrote keeps their name."""

    list_display = ("username", "first_name", "last_name", "works_as", "is_active")
    list_filter = ("is_active", "groups")
    readonly_fields = ("last_login",)
    sections = [
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Zugang", {"fields": ("is_active", "groups", "user_permissions", "last_login")}),
    ]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return super().get_fieldsets(request, obj)
        technical = [("Technik", {"fields": ("is_superuser",)})] if request.user.is_superuser else []
        return self.sections + technical

    def has_change_permission(self, request, obj=None):
        """Who has all rights is changed by others with all rights only."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.widget.widget = CheckboxSelectMultiple(choices=field.widget.choices)
        if db_field.name == "user_permissions":
            field.queryset = Permission.objects.filter(
                content_type__app_label="editorial", codename__startswith="translate_"
            )
            field.label, field.help_text = (
                "Sprachen",
                "In die diese Person übersetzt. Dazu gehört die Gruppe «Übersetzung».",
            )
            field.label_from_instance = lambda permission: permission.name.removeprefix(LANGUAGES)
        else:
            field.queryset = Group.objects.filter(name__in=GROUPS)
            field.help_text = "Was diese Person in der Redaktion tut."
        return field

    def save_model(self, request, obj, form, change):
        """Everybody here works in the admin; whoever must not is set inactive."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.display(description="Gruppen")
    def works_as(self, person) -> str:
        return ", ".join(group.name for group in person.groups.all())


def register():
    """In the place of Django's own forms for people and groups."""
    admin.site.unregister(User)
    admin.site.unregister(Group)
    admin.site.register(User, PeopleAdmin)
