"""Measures the site that `make run` has set up."""

import os
import sys

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kip_site.settings")
    django.setup()
    from qa.weigh import report

    return report.main()


if __name__ == "__main__":
    sys.exit(main())
