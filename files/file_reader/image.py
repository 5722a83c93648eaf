"""Images: decoded completely and encoded anew, so that only the picture is left.

Everything that a camera or a program added is removed: the place (GPS), the photographer's name, an earlier version of
the picture, a second file appended to the first.
"""

from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from . import FileError

MAX_PIXELS = 24_000_000
MAX_PIXELS_OF_TRANSPARENT_WEBP = 12_000_000  # encoding one takes 25 bytes for each pixel
FORMATS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}
SAVE_OPTIONS: dict[str, dict[str, bool | int]] = {
    "png": {"optimize": True},
    "jpeg": {"quality": 90, "optimize": True, "progressive": True},
    "webp": {"quality": 90},
}
#: Colour modes that are kept because they make small files; all others become RGB.
KEPT_MODES = {"png": {"1", "L", "P"}, "jpeg": {"L"}, "webp": set()}
#: What texts show: twice the width of a column of text, and as many bytes as a phone loads in about a second.
SMALL_PIXELS, SMALL_BYTES = 1360, 120 * 1024
SMALL_QUALITIES = (82, 70, 55)
TOO_LARGE = "Dieses Bild ist mit {0} × {1} Pixeln zu gross. Verkleinern Sie es auf höchstens 24 Millionen Pixel, etwa 6000 × 4000."
TRANSPARENT_WEBP_TOO_LARGE = (
    "Dieses durchsichtige WebP ist mit {0} × {1} Pixeln zu gross. Speichern Sie es als PNG, oder verkleinern Sie es auf höchstens "
    "12 Millionen Pixel, etwa 4000 × 3000."
)
ANIMATED = "Dieses Bild bewegt sich. Laden Sie ein stehendes Bild hoch."
TOO_DEEP = "Dieses Bild hat eine Farbtiefe, die kein Browser zeigt. Speichern Sie es mit 8 Bit je Farbe."


def facts(kind: str, content: bytes) -> tuple[dict, bytes]:
    """Facts and the new bytes, those of the small form first. Raises FileError, and what Pillow raises for a broken file."""
    Image.MAX_IMAGE_PIXELS = None  # the limit below is stricter, and its message helps
    refuse_too_large(open_image(kind, content))
    open_image(kind, content).verify()
    picture = normalized_image(kind, open_image(kind, content))
    kept = BytesIO()
    picture.save(kept, FORMATS[kind], **SAVE_OPTIONS[kind])
    small, content = small_form(picture)
    about = {"width": small.width, "height": small.height, "bytes": len(content)}
    return {"width": picture.width, "height": picture.height, "small": about}, content + kept.getvalue()


def small_form(picture: Image.Image) -> tuple[Image.Image, bytes]:
    """The image and its bytes as WebP, with less quality or fewer pixels until it has no more bytes than texts may load."""
    small = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    small.thumbnail((SMALL_PIXELS, SMALL_PIXELS))
    while True:
        for quality in SMALL_QUALITIES:
            stream = BytesIO()
            small.save(stream, "WEBP", quality=quality)
            if stream.tell() <= SMALL_BYTES:
                return small, stream.getvalue()
        small.thumbnail((small.width * 3 // 4, small.height * 3 // 4))


def open_image(kind: str, content: bytes) -> Image.Image:
    """Opens the image only as the detected format: Pillow's other decoders have faults of their own."""
    return Image.open(BytesIO(content), formats=[FORMATS[kind]])


def refuse_too_large(image: Image.Image):
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        raise FileError(TOO_LARGE.format(image.width, image.height))
    if pixels > MAX_PIXELS_OF_TRANSPARENT_WEBP and (image.format, image.mode) == ("WEBP", "RGBA"):
        raise FileError(TRANSPARENT_WEBP_TOO_LARGE.format(image.width, image.height))
    if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
        raise FileError(ANIMATED)


def normalized_image(kind: str, image: Image.Image) -> Image.Image:
    """The picture upright, in sRGB and without metadata."""
    if image.mode[:1] in {"I", "F"}:
        raise FileError(TOO_DEEP)
    image.load()
    image = ImageOps.exif_transpose(image)  # a copy: the decoder of the original, which is larger, is freed
    if image.mode not in KEPT_MODES[kind] or image.has_transparency_data:
        image = to_srgb(image, "RGBA" if kind != "jpeg" and image.has_transparency_data else "RGB")
    image.info = {}
    return image


def to_srgb(image: Image.Image, mode: str) -> Image.Image:
    """Applies the colour profile before it is removed; without one, browsers assume sRGB."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        with suppress(ImageCms.PyCMSError, OSError):  # an invalid profile is ignored
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    return image if image.mode == mode else image.convert(mode)
