"""The pages to audit: one of each kind; a kind is a URL name."""

from django.conf import settings
from django.urls import resolve
from django.utils import translation


def kind(path: str) -> str:
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        return resolve(path).url_name


def one_of_each_kind(sizes: dict[str, int]) -> list[str]:
    """The largest page of each kind (in bytes), as it has most of the possible content."""
    largest = {kind(path): path for path in sorted(sizes, key=sizes.get)}
    return [path for path in sizes if path in largest.values()]
