"""`make bench`: the site beside nginx and Wagtail under load. Run as `python -m qa.bench`."""
