"""Which pages stand for all: one of each kind, a kind being a named address of the site."""

from django.conf import settings
from django.urls import resolve
from django.utils import translation


def kind(path: str) -> str:
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        return resolve(path).url_name


def one_of_each_kind(sizes: dict[str, int]) -> list[str]:
    """Of pages with their bytes the largest of each kind, which shows most of what its kind can show."""
    largest = {kind(path): path for path in sorted(sizes, key=sizes.get)}
    return [path for path in sizes if path in largest.values()]
