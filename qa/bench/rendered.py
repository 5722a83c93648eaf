"""The site without its store, and without the threads that go with it: every page is made anew."""

import os

from django.core.wsgi import get_wsgi_application

from delivery.wsgi import tune_garbage_collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kip_site.settings")
application = get_wsgi_application()
tune_garbage_collector()
