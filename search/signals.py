"""Gives the admin its search."""

from editorial.office import sites
from search import office_views

sites.pages_of_other_apps |= {
    "suche/": ("search", office_views.search),
    "suche/anfragen/": ("queries", office_views.queries),
}
