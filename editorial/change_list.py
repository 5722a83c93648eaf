"""The list of one kind of page: marks open drafts and translations that are missing or outdated, with few queries."""

from collections import defaultdict

from django.contrib.admin.views.main import ChangeList

from editorial.models import Revision
from editorial.revisions import translation_state


class PageList(ChangeList):
    """Sets `text_counts` and `open_revisions` on each row that it shows."""

    def get_results(self, request):
        super().get_results(request)
        rows = list(self.result_list)
        where = {"model": self.opts.label_lower, "key__in": [row.key for row in rows]}
        counts = {page.revision.key: page.counts for page in translation_state.public_texts(**where)}
        waiting = open_revisions(where)
        for row in rows:
            row.text_counts, row.open_revisions = counts.get(row.key), waiting[row.key]
        self.result_list = rows


def open_revisions(where: dict) -> dict[str, list[Revision]]:
    found = defaultdict(list)
    for revision in Revision.objects.open().filter(**where).newest_first().without_content():
        found[revision.key].append(revision)
    return found
