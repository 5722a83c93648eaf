"""A rehearsal shows what a change would do, keeps nothing of it, and makes nobody wait."""

import threading

import pytest
from django.db import connection, connections
from django.db.backends.signals import connection_created

from core.database.rehearsal import rehearsal, rehearse
from core.edition_clock import clock
from core.models import Edition
from programmes.models import GlossaryTerm
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def outside_a_transaction(django_db_setup, django_db_blocker):
    """As in a request. What is committed here is taken back."""
    with django_db_blocker.unblock():
        yield
        GlossaryTerm.objects.filter(key__startswith="probe").delete()


def in_another_connection(act):
    """Runs it to its end, as another person's request."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=5)
    assert not thread.is_alive()


def test_what_is_rehearsed_is_seen_within_only_and_raises_no_edition():
    before = Edition.objects.number()

    with rehearsal():
        row = factories.term(key="probe-only", term_de="Nur geprobt")
        assert GlossaryTerm.objects.filter(pk=row.pk).exists()

    assert not GlossaryTerm.objects.filter(pk=row.pk).exists()
    assert Edition.objects.number() == before


def test_it_is_repeated_on_one_connection():
    """The driver prepares a statement from the sixth time on."""
    assert [rehearse(GlossaryTerm.objects.filter(key="probe-only").count) for _time in range(8)] == [0] * 8


def test_others_write_and_publish_while_somebody_rehearses():
    term = factories.term(key="probe", term_de="Wort")

    with rehearsal():
        factories.term(key="probe-only", term_de="Nur geprobt")
        in_another_connection(lambda: GlossaryTerm.objects.filter(pk=term.pk).update(term_de="Neues Wort"))

    assert GlossaryTerm.objects.get(pk=term.pk).term_de == "Neues Wort"


def test_a_failed_rehearsal_leaves_the_database_in_use():
    with pytest.raises(ValueError, match="Nur geprobt"), rehearsal():
        int(factories.term(key="probe-only", term_de="Nur geprobt").term_de)

    assert not GlossaryTerm.objects.filter(term_de="Nur geprobt").exists()
    factories.term(key="probe", term_de="Wort")


def test_a_site_that_watches_its_connections_rehearses():
    connection_created.connect(clock.register_connection)

    with rehearsal():
        pass

    connection_created.disconnect(clock.register_connection)
    assert connections["default"] in clock.connections or connection.vendor == "postgresql"
