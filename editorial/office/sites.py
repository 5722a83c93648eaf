"""The admin site of the office: login views, pages about revisions, and content lists in the order of the site."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path

from accounts import audit_log, unsent_form
from accounts.login import lost_form, own_access
from accounts.login import views as account_views
from core.database import primary_keys  # noqa: F401  the converter `pk`
from core.pages.addresses import FILES_PATH
from core.pages.site_names import german
from editorial.office import drafts, handbook, page_choices, recent_changes, start_page
from editorial.office.autocomplete import AutocompleteView
from editorial.remarks import office
from editorial.texts import replacing
from editorial.views import previews, relations, release, removed_pages, revision, translations
from notifications import views as notification_views

View = Callable[..., HttpResponse]


#: URL names of Django's admin that are not served: `view_on_site` reveals the address of any row by its number.
CLOSED = {"view_on_site"}
#: Further pages by route, each with its name and view; apps above register them.
pages_of_other_apps: dict[str, tuple[str, View]] = {}


class OfficeSite(AdminSite):
    site_title = site_header = "Redaktion"
    index_title = "Start"
    site_url = "/"
    empty_value_display = "–"

    def each_context(self, request):
        names = {"word_mark": german("office"), "word_mark_owner": german("owner")}
        return super().each_context(request) | names

    def get_urls(self):
        own: dict[str, tuple[str, View]] = {
            "fassungen/<pk:pk>/": ("revision", revision.revision),
            "fassungen/<pk:pk>/vorschau/<slug:language>/": ("preview", previews.preview),
            f"fassungen/<pk:pk>/{FILES_PATH}<path:name>": ("preview_file", previews.preview_file),
            "entwuerfe/": ("drafts", drafts.drafts),
            "anmerkungen/<pk:pk>/": ("settle_remark", office.settle),
            "mappen/<pk:pk>/": ("release", release.release),
            "aenderungen/": ("recent_changes", recent_changes.recent_changes),
            "fassungen/<pk:pk>/verbindungen/": ("relations", relations.relations),
            "geloescht/": ("removed", removed_pages.removed),
            "handbuch/": ("handbook", handbook.handbook),
            "ersetzen/": ("replace", replacing.replace),
            "uebersetzungen/": ("translations", translations.translations),
            "zugang/": ("own_access", own_access.own_access),
            "wieder/": ("kept", lost_form.show),
            "seiten/": ("page_choices", page_choices.page_choices),
            "eingaben/": ("unsent", unsent_form.keep),
            "benachrichtigungen/": ("notifications", notification_views.preferences),
            "protokoll/": ("record", own_access.audit_log_page),
        }
        own |= pages_of_other_apps
        pages = [path(route, self.admin_view(view), name=name) for route, (name, view) in own.items()]
        steps: dict[str, tuple[str, View]] = {
            "login/code/": ("code", account_views.enter_code),
            "login/neues-passwort/": ("new_password", account_views.new_password),
            "login/einrichten/": ("enrol", account_views.enrol),
            "login/einrichten/code.svg": ("enrol_image", account_views.enrol_image),
            "login/abbrechen/": ("cancel", account_views.cancel),
        }
        if settings.OIDC_ISSUER:
            # Only here, because its libraries are not loaded where it is switched off.
            from accounts.login import single_sign_on  # noqa: PLC0415

            steps |= {
                "login/zentral/": ("central_account", single_sign_on.begin),
                "login/zentral/zurueck/": ("central_account_back", single_sign_on.callback),
            }
        way_in = [path(route, view, name=name) for route, (name, view) in steps.items()]
        return pages + way_in + [each for each in super().get_urls() if getattr(each, "name", None) not in CLOSED]

    def login(self, request, extra_context=None):
        return account_views.PasswordStep.as_view()(request)

    def logout(self, request, extra_context=None):
        if request.method == "POST":
            audit_log.record("logout")
        return super().logout(request, extra_context)

    def password_change(self, request, extra_context=None):
        return own_access.change_password(request, partial(super().password_change, request, extra_context))

    def index(self, request, extra_context=None):
        return super().index(request, start_page.start_page_lists(request) | (extra_context or {}))

    def app_index(self, request, app_label, extra_context=None):
        """The start page has the lists of all apps, and what waits."""
        return redirect("admin:index")

    def autocomplete_view(self, request):
        return AutocompleteView.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        """In the order of registration, not of the alphabet: content first, accounts last."""
        apps = super().get_app_list(request, app_label)
        places = {model: place for place, model in enumerate(self._registry)}
        for app in apps:
            app["models"].sort(key=lambda entry: places[entry["model"]])
        return sorted(apps, key=lambda app: places[app["models"][0]["model"]])
