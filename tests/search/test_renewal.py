"""An index that was renewed answers like one that was built of the same documents, and tokenises only what is new."""

from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine import index
from search.engine.documents import LEAD, NAME, TEXT, TITLE, Document, Passage
from search.engine.index import Index
from search.engine.packing import packed, unpacked
from search.engine.searcher import search

WORDS = ["kip", "2", "sprache", "sprachkurs", "förderbereich", "8.6.2023", "bei uns", "Massnahme"]
QUERIES = ["kip 2", "sprache", "foerderbereich", "sprach kurs", "juni 2023", "massnahmen bei uns"]

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@st.composite
def documents(draw):
    here = f"/{draw(st.sampled_from('abcdef'))}/"
    passages = [
        Passage(draw(texts) * draw(st.sampled_from([1, 200])), "de", weight, address)
        for weight, address in ((LEAD, here), (TEXT, f"{here}#worum"), (NAME, "/datei.pdf#page=7"))
        if draw(st.booleans())
    ]
    names = tuple(draw(st.lists(texts, max_size=1)))
    return Document.of(here, "Seite", Passage(draw(texts), "de", TITLE, here), passages, names=names)


def built(content: list[Document], base: Index | None = None) -> Index:
    made = Index("de", base=base)
    for document in content:
        made.add(document)
    made.close()
    return made


def answers(made: Index) -> list:
    return [
        [(hit.document, round(hit.score, 9), [each.address for each in hit.passages]) for hit in search(made, query)[1]]
        for query in QUERIES
    ]


@settings(max_examples=25)
@given(documents())
def test_a_packed_document_is_the_same_again(document):
    assert unpacked(packed(document)) == document


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(documents(), max_size=6), min_size=2, max_size=4))
def test_after_any_editions_it_is_as_if_it_were_built_anew(editions):
    renewed, old = None, []
    for content in editions:
        old.append((renewed, renewed and answers(renewed)))
        renewed = built(content, renewed)

        assert answers(renewed) == answers(anew := built(content))
        assert renewed.lexicon.words == anew.lexicon.words
        assert (renewed.lexicon.headings, renewed.whole) == (anew.lexicon.headings, anew.whole)
    assert all(answers(before) == said for before, said in old if before)


def test_only_what_is_new_is_tokenised(monkeypatch):
    content = [
        Document.of(f"/{number}/", "Seite", Passage(f"Titel {number}", "de", TITLE, f"/{number}/"), [])
        for number in range(9)
    ]
    base, asked = built(content), []
    tokens_of = index.tokens_of
    monkeypatch.setattr(index, "tokens_of", lambda passage: asked.append(passage.text) or tokens_of(passage))
    content[3] = Document.of("/3/", "Seite", Passage("Neu", "de", TITLE, "/3/"), [])

    renewed = built(content, base)

    assert {*asked} == {"Neu", "Titel 3", "Seite"}  # the former text, to take its tokens out
    assert renewed.postings["titel5"] is base.postings["titel5"]


def test_the_numbers_of_former_passages_are_freed():
    renewed = None
    for number in range(50):
        page = Document.of("/a/", "Seite", Passage(f"Titel {number}", "de", TITLE, "/a/"), [])
        renewed = built([page], renewed)

    assert len(renewed.owners) <= 3
