"""Formats for this language: see kip_site/formats/swiss.py."""

from kip_site.formats.swiss import *  # noqa: F403  Django reads formats from one module for each language

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
DATETIME_FORMAT = "j F Y, H.i"
