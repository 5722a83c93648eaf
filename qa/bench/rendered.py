"""The site without page cache and its threads: every page is rendered for each request."""

import os

from django.core.wsgi import get_wsgi_application

from delivery.layers import tune_garbage_collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kip_site.settings")
application = get_wsgi_application()
tune_garbage_collector()
