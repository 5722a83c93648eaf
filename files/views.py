"""Images of published texts."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from files import text_images
from files.models import TextImage
from files.responses import image_response


def text_image(request, key: str):
    """An image that a published text shows; an upload alone changes nothing that readers can see."""
    image = get_object_or_404(TextImage.objects.select_related("file"), file__key=key)
    if not text_images.is_public(key):
        raise Http404
    return image_response(request, image)
