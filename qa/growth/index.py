"""The search index of the site in DATABASE_URL or VAR_DIR, in a process of its own: seconds and memory.

Built, then renewed after one edit, as each process of the site does it.
"""

import os
import time

import django

RENEWALS = 2  # the first still has room that building left free
MOST = 500  # MB of a process that has renewed its index


def main():
    django.setup()
    from programmes.models import Programme
    from search.index_registry import registry

    print(f"search index: process without it {megabytes()} MB")
    measured("built", registry, "0")
    programme = Programme.objects.in_order().last()
    for number in range(1, RENEWALS + 1):
        programme.summary_de = f"Erzeugte Fassung {number}."
        programme.save()
        measured("renewed after an edit", registry, str(number))
    found = sum(len(index.numbers) for index in registry.index_set.indexes.values())
    print(f"  {found} documents in all languages\n")
    if megabytes() > MOST:
        raise SystemExit(f"Promise broken: the process takes more than {MOST} MB")


def measured(what: str, registry, edition: str):
    started = time.process_time()
    registry.renewed(edition)
    print(f"  {what}: {time.process_time() - started:.1f} s, then {megabytes()} MB", flush=True)


def megabytes() -> int:
    from qa.growth.measures import memory

    return memory(os.getpid()) // 1_000_000


if __name__ == "__main__":
    main()
