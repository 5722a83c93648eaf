"""Simulated editors in a separate process: publish, upload and delete until SIGTERM or the time limit.

    python -m qa.restore_drill.people SECONDS

prints the time of each change once it is committed. It uses the same code paths as the admin's forms.
"""

import os
import sys
import threading
import time
from collections.abc import Callable

import django

PAUSE = 0.05  # seconds between two changes of one person


def main():
    django.setup()
    ends = time.time() + float(sys.argv[1])
    people = [
        threading.Thread(target=work, args=(change, ends), daemon=True)
        for change in (publishes(0), publishes(1), uploads(), uploads_and_deletes())
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()


def work(change: Callable[[int], None], ends: float):
    from django.db import OperationalError, connection

    number = 0
    while time.time() < ends:
        number += 1
        try:
            change(number)
        except OperationalError:  # lock timeout on SQLite; a person would try again
            connection.close()
            continue
        print(f"{time.time():.3f} {change.__name__}", flush=True)
        time.sleep(PAUSE)


def publishes(person: int) -> Callable[[int], None]:
    """A function that publishes. One page for each editor, so that every draft is based on the public revision."""
    from editorial.forms.page_admin import page_admins
    from editorial.models import Revision
    from editorial.revisions import publishing, snapshots
    from programmes.models import FundingArea

    key = FundingArea.objects.order_by("pk")[person].key

    def publish(number: int):
        admin = next(each for each in page_admins() if each.model is FundingArea)
        public = snapshots.first_revision(admin, key)
        content = public.content | {"": public.content[""] | {"summary_de": f"Satz {number} von Person {person}."}}
        draft = Revision(name=public.name, base=public, content=content, **snapshots.identity(admin, key))
        draft.save()
        publishing.publish(draft, None)

    return publish


def uploads() -> Callable[[int], None]:
    from files.models import StoredFile
    from programmes.models import Document
    from tests import sample_files

    pk = Document.objects.order_by("-pk")[0].pk

    def upload(number: int):
        """Uploads a file and publishes it in place of the former one."""
        file = StoredFile.objects.take_in(f"Bericht {number}.png", sample_files.image(size=(40, 30 + number)))
        document = Document.objects.get(pk=pk)
        document.file, document.url = file, ""
        document.save()

    return upload


def uploads_and_deletes() -> Callable[[int], None]:
    from files.models import StoredFile
    from tests import sample_files

    def delete(number: int):
        StoredFile.objects.take_in(f"Irrtum {number}.png", sample_files.image(size=(50 + number, 30))).delete()

    return delete


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kip_site.settings")
    main()
