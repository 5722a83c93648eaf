"""The list of one kind of page, with open drafts, new pages and the state of translations, in few queries."""

from collections import defaultdict

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model

from editorial.comparison import translation_state
from editorial.models import Revision
from editorial.office.drafts import named

MAX_NEW_PAGES = 50


class PageList(ChangeList):
    """Sets `text_counts` and `open_revisions` on each row that it shows, and lists the drafts of new pages."""

    def get_results(self, request):
        super().get_results(request)
        rows = list(self.result_list)
        where = {"model": self.opts.label_lower, "key__in": [row.key for row in rows]}
        counts = {page.revision.key: page.counts for page in translation_state.public_texts(None, **where)}
        waiting = open_revisions(where)
        for row in rows:
            row.text_counts, row.open_revisions = counts.get(row.key), waiting[row.key]
        self.result_list = rows
        self.new_pages = new_pages(self.model, self.query)


def open_revisions(where: dict) -> dict[str, list[Revision]]:
    found = defaultdict(list)
    for revision in Revision.objects.open().filter(**where).newest_first().without_content():
        found[revision.key].append(revision)
    return found


def new_pages(model: type[Model], words: str) -> list[Revision]:
    """Drafts of pages that are not public, with these words in their name."""
    waiting = Revision.objects.open().filter(model=model._meta.label_lower)
    new = waiting.exclude(key__in=model._default_manager.values("key"))
    return named(new.newest_first().without_content(), words)[:MAX_NEW_PAGES]
