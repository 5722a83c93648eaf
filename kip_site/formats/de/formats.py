"""Formats for this language: see kip_site/formats/swiss.py."""

from kip_site.formats.swiss import *  # noqa: F403  Django reads formats from one module for each language
