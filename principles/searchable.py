"""Search documents of principles and legal bases."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from search.engine.documents import LEAD, NAME, TEXT, TITLE, Document, Passage, document_sources

from .models import LegalBasis, Principle


class Principles:
    def rows(self):
        return Principle.objects.in_order()

    def documents(self, principle: Principle) -> Iterator[Document]:
        here = principle.get_absolute_url()
        yield Document.of(
            here,
            _("Grundsatz"),
            Passage.of(principle, "name", TITLE, here),
            [
                Passage.of(principle, "summary", LEAD, here),
                Passage.of(principle, "in_brief", TEXT, here),
                Passage.of(principle, "description", TEXT, f"{here}#bedeutung", _("Was das bedeutet")),
            ],
        )


class LegalBases:
    def rows(self):
        return LegalBasis.objects.in_order()

    def documents(self, basis: LegalBasis) -> Iterator[Document]:
        here = basis.get_absolute_url()
        title = Passage.of(basis, "title", TITLE, here)
        parts = [Passage.of(basis, name, TITLE, here).text for name in ("article", "abbreviation")]
        named = " ".join(filter(None, [parts[0], title.text, f"({parts[1]})" if parts[1] else ""]))
        number = f"{basis.collection} {basis.number}".strip()
        yield Document.of(
            here,
            _("Rechtsgrundlage"),
            title._replace(text=named),
            [
                Passage.plain(number, NAME, here),
                Passage.of(basis, "description", TEXT, here),
                Passage.plain(basis.get_level_display(), TEXT, here),
            ],
            rank=0.9,
            names=(" ".join(parts),),
        )


document_sources.extend([Principles(), LegalBases()])
