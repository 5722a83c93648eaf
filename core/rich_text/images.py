"""Images in rich text: their address, which names the file by its key, and their alternative text."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from core.pages.addresses import FILES_PATH

#: The path of public images, below that of files.
IMAGES_PATH = f"{FILES_PATH}bilder/"
NO_ALTERNATIVE = 'Bei einem Bild fehlt der Alternativtext. Schreiben Sie, was darauf zu sehen ist; ist es nur Schmuck, schreiben Sie «alt=""».'
NO_FILE = "Das Bild «{src}» gibt es unter «Dateien» nicht. Wählen Sie ein anderes, oder nehmen Sie es aus dem Text."

ADDRESS = re.compile(rf"/{IMAGES_PATH}([a-z0-9_-]{{1,80}})\.webp", re.IGNORECASE)
#: An image as the sanitizer writes it: it escapes the signs of markup in attributes.
_IMAGE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')
_RAW_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)  # from one tag to the next, or the time grows with the square
_RAW_ALTERNATIVE = re.compile(r"\salt\b", re.IGNORECASE)


@dataclass(frozen=True)
class Size:
    width: int
    height: int


def image_address(key: str) -> str:
    return f"/{IMAGES_PATH}{key}.webp"


#: The sizes of images by the keys of their files; those that do not exist are left out. `files` sets it.
find_sizes: list[Callable[[list[str]], dict[str, Size]]] = []


@dataclass(frozen=True)
class Image:
    """An image of a text; `alternative` is empty for one that only decorates."""

    key: str
    alternative: str
    width: str = ""
    height: str = ""

    @classmethod
    def of(cls, tag: str) -> "Image | None":
        """The image of a sanitized tag; None without a file of this site or without a statement on its alternative."""
        values = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        address = ADDRESS.fullmatch(values.get("src", ""))
        if address is None or "alt" not in values:
            return None
        alternative = " ".join(values["alt"].split())
        return cls(address[1], alternative, values.get("width", ""), values.get("height", ""))

    @property
    def src(self) -> str:
        return image_address(self.key)

    @property
    def markup(self) -> str:
        size = f' width="{self.width}" height="{self.height}"' if self.width and self.height else ""
        return f'<img src="{self.src}" alt="{html.escape(self.alternative)}"{size}>'


def images(sanitized: str) -> list[Image]:
    return [image for tag in _IMAGE.findall(sanitized) if (image := Image.of(tag))]


def sources(sanitized: str) -> list[str]:
    return [image.src for image in images(sanitized)]


def simplified(sanitized: str) -> str:
    """Sanitized markup whose images have the attributes of this site, in one order; other images are removed."""
    return _IMAGE.sub(lambda tag: image.markup if (image := Image.of(tag[0])) else "", sanitized)


def alternatives_as_text(sanitized: str) -> str:
    """The markup with the alternative text of each image in its place."""
    return _IMAGE.sub(
        lambda tag: f" {html.escape(image.alternative, quote=False)} " if (image := Image.of(tag[0])) else " ",
        sanitized,
    )


def refusal(raw: str) -> str:
    """Why the images of a text are refused before anything is removed, in German; "" for none."""
    own = [tag for tag in _RAW_IMAGE.findall(raw) if IMAGES_PATH in tag]
    return "" if all(_RAW_ALTERNATIVE.search(tag) for tag in own) else NO_ALTERNATIVE


def sizes_of(sanitized: str) -> dict[str, Size]:
    keys = sorted({image.key for image in images(sanitized)})
    return {key: size for find in find_sizes for key, size in find(keys).items()} if keys else {}


def with_sizes(sanitized: str, sizes: dict[str, Size]) -> str:
    """The markup with the width and height of each image, so that nothing moves while it loads."""

    def sized(tag: re.Match) -> str:
        image = Image.of(tag[0])
        size = sizes.get(image.key) if image else None
        if image is None or size is None:
            return tag[0]
        return Image(image.key, image.alternative, str(size.width), str(size.height)).markup

    return _IMAGE.sub(sized, sanitized)
