from django.db import migrations, models

import editorial.models.preview_link


class Migration(migrations.Migration):
    """Links made before have no secret, and end: their tokens named a row by its number."""

    dependencies = [("editorial", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="previewlink",
            name="secret",
            field=models.CharField(
                db_default="",
                default=editorial.models.preview_link.new_secret,
                editable=False,
                max_length=43,
                verbose_name="Geheimnis",
            ),
        ),
    ]
