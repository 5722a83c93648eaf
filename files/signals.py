"""Registers what rich text asks of its images."""

from core.rich_text.images import find_sizes
from files import text_images

find_sizes.append(text_images.sizes)
