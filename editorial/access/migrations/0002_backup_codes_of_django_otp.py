import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Digests cannot be converted: everybody makes a new sheet of codes («Mein Zugang»)."""

    old_code_goes_on_because = "its table stays, without its foreign key, until no release before is left that asks for it"

    dependencies = [
        ("access", "0001_way_in"),
        ("otp_static", "0003_add_timestamps"),
    ]

    operations = [
        migrations.AlterField(
            "BackupCode",
            "person",
            models.ForeignKey(
                settings.AUTH_USER_MODEL, django.db.models.deletion.CASCADE, related_name="backup_codes", db_constraint=False
            ),
        ),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("BackupCode")]),
    ]
