"""Measuring tools, one for each target of the Makefile. They may import from tests; tests do not import them."""
