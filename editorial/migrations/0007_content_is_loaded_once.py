from django.db import migrations


class Migration(migrations.Migration):
    """Forgets what fixtures wrote last: the office owns its text from the first load on."""

    dependencies = [("editorial", "0006_old_addresses")]

    operations = [migrations.DeleteModel("LoadedEntry")]
