"""Formats for this language: see kip_site/formats/swiss.py."""
