"""Creates the database of the site with two further languages, and some texts in them."""

import os

import django
from django.core.management import call_command

NAMES = {
    "ar": {
        "home": ("برامج الاندماج", "يدعم كانتون بازل لاندشافت اندماج المهاجرين والمهاجرات."),
        "glossary": ("المصطلحات", "هنا نشرح الكلمات المهمة."),
    },
    "ti": {"glossary": ("መዝገበ ቃላት", "ኣብዚ ቃላት ንገልጽ።")},
}
TERMS = {"ar": ["أمان", "إدارة", "بلدية"], "ti": ["ሰብ", "ሕጊ", "ቤት"]}


def fill():
    from pages.models import StandingPage
    from programmes.models import GlossaryTerm

    for code, pages in NAMES.items():
        for key, (title, summary) in pages.items():
            StandingPage.objects.filter(key=key).update(**{f"title_{code}": title, f"summary_{code}": summary})
        for term, name in zip(GlossaryTerm.objects.order_by("pk"), TERMS[code], strict=False):
            GlossaryTerm.objects.filter(pk=term.pk).update(**{f"term_{code}": name})


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.languages.settings")
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("load_content", verbosity=0)
    fill()
