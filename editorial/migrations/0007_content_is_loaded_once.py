from django.db import migrations


class Migration(migrations.Migration):
    """Forgets what fixtures wrote last. The table stays until no release reads it any more."""

    dependencies = [("editorial", "0006_old_addresses")]

    old_code_goes_on_because = "it takes every row for one made by hand, and leaves it alone"

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("LoadedEntry")]),
    ]
