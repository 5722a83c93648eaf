"""A site grown by the generator of `make growth`, at a fiftieth of its size, is as quick to answer as the small one."""

import pytest

from kip_site import sitemaps
from qa.growth import measures
from qa.growth.fill import Growth
from qa.growth.rows import COUNTS
from tests.site.page import visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SCALE = 0.02


def one_of_each_kind() -> list[str]:
    """In each language, of each part of the site: a list, a later page of it, one of its rows."""
    kinds = {}
    for path in sitemaps.addresses():
        parts = path.strip("/").split("/")
        kinds.setdefault(tuple("" if part[-1:].isdigit() else part[:14] for part in parts), path)
    return list(kinds.values())


def test_every_kind_of_page_of_a_large_site_costs_what_it_costs_on_the_small_one():
    small = [measures.cost(path) for path in measures.first_pages()]
    Growth(SCALE).run()
    large = [measures.cost(path) for path in [*measures.first_pages(), *measures.last_pages()]]

    assert len(large) > len(small) >= 15
    assert measures.broken(small, large) == []


def test_every_kind_of_page_of_a_large_site_answers():
    Growth(SCALE).run()
    paths = one_of_each_kind()
    refused = {path: status for path in paths if (status := visitor().get(path).status_code) != 200}

    assert len(paths) > 100
    assert refused == {}


def test_the_generator_makes_as_much_as_it_says():
    Growth(SCALE).run()

    for model, count in COUNTS.items():
        grown = model.objects.filter(key__startswith="growth-")
        assert grown.count() == max(10, round(count * SCALE)), model
        assert grown.filter(key="growth-7").exists()


def test_a_broken_promise_is_said():
    (page,) = [measures.cost("/kontakt/")]
    worse = measures.Cost(page.path, page.queries + 1, measures.RAW + 1, page.html, 1.0)

    sentences = measures.broken([page], [worse])

    assert len(sentences) == 2
    assert all(sentence.startswith("/kontakt/: ") for sentence in sentences)
