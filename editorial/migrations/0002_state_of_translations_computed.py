"""The state of a translation is computed from the texts: no column is needed for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0001_initial")]
    old_code_goes_on_because = "the column stays in the table, with a default in the database"

    operations = [
        migrations.RemoveIndex("translation", "editorial_t_is_outd_e711d1_idx"),
        migrations.AlterField(
            "translation",
            "is_outdated",
            models.BooleanField(default=False, db_default=False, verbose_name="veraltet"),
        ),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("translation", "is_outdated")]),
    ]
