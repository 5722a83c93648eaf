from django.db import migrations


class Migration(migrations.Migration):
    """Digests cannot be converted: everybody makes a new sheet of codes («Mein Zugang»)."""

    old_code_goes_on_because = "it asks for the table only where somebody uses or makes codes on paper, not at a login with a phone"

    dependencies = [
        ("access", "0001_way_in"),
        ("otp_static", "0003_add_timestamps"),
    ]

    operations = [migrations.DeleteModel(name="BackupCode")]
