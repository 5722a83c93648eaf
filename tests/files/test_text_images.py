"""Images in texts: their small form, who sees them when, and what keeps a file from being deleted."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from core.rich_text.field import RichTextFormField
from files.admin import is_in_use
from files.file_reader.image import SMALL_BYTES, SMALL_PIXELS
from files.models import StoredFile, TextImage
from links.extraction import all_links
from programmes.models import FundingArea
from tests import factories, sample_files
from tests.editorial.office import act, address, hand_in, logged_in, person, revision_of
from tests.site.page import fetch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def file() -> StoredFile:
    return StoredFile.objects.take_in("Kurs.png", sample_files.image(size=(300, 200)))


def noise(width: int, height: int) -> bytes:
    """A picture that no encoder makes small."""
    stream = BytesIO()
    Image.effect_noise((width, height), 100).save(stream, "JPEG")
    return stream.getvalue()


def shown(file: StoredFile, alternative: str = "Ein Kurs") -> str:
    return f'<p>Text</p><img src="/dateien/bilder/{file.key}.webp" alt="{alternative}">'


def status(key: str, client: Client | None = None, path: str = "/dateien/bilder/{}.webp") -> int:
    return (client or Client(headers={"host": "localhost"})).get(path.format(key)).status_code


def test_the_small_form_has_few_pixels_and_few_bytes():
    small = StoredFile.objects.take_in("Foto.jpg", noise(1800, 1200)).text_image

    assert max(small.width, small.height) <= SMALL_PIXELS
    assert len(small.content) <= SMALL_BYTES
    assert Image.open(BytesIO(small.content)).size == (small.width, small.height)


def test_a_pdf_has_none():
    StoredFile.objects.take_in("Bericht.pdf", sample_files.pdf())

    assert not TextImage.objects.exists()


def test_the_form_writes_the_size_of_the_image(file):
    assert (
        RichTextFormField()
        .clean(shown(file))
        .endswith(f'<img src="/dateien/bilder/{file.key}.webp" alt="Ein Kurs" width="300" height="200">')
    )


@pytest.mark.both_databases
def test_readers_see_an_image_once_a_published_text_shows_it(file):
    assert status(file.key) == 404

    factories.funding_area(slug="bild", description_fr=shown(file))

    assert status(file.key) == 200


def test_a_page_loads_its_image_late_and_by_its_description(file):
    factories.funding_area(slug="bild", description_de=RichTextFormField().clean(shown(file, "Ein Kurs in Liestal")))

    (image,) = fetch("/foerderbereiche/bild/").all("main img")

    assert dict(image.attrib) == {
        "loading": "lazy", "decoding": "async", "src": f"/dateien/bilder/{file.key}.webp",
        "alt": "Ein Kurs in Liestal", "width": "300", "height": "200",
    }  # fmt: skip


def test_an_image_that_is_missing_is_found_as_a_broken_link_is(file):
    area = factories.funding_area(description_de=shown(file))

    ((location, page),) = all_links()[f"/dateien/bilder/{file.key}.webp"]

    assert (location.field, page) == ("description_de", area)


def test_a_draft_shows_its_image_in_the_preview_only(file):
    chief = logged_in(is_superuser=True)
    area = factories.funding_area()
    revision = revision_of(hand_in(chief, address(FundingArea, "change", area.pk), description_de=shown(file)))

    page = chief.get(reverse("admin:preview", args=[revision.pk, "de"])).content.decode()
    (source,) = {part.partition('"')[0] for part in page.split('src="')[1:]}

    assert status("", chief, source) == 200
    assert status(file.key) == 404
    act(chief, revision, "publish")
    assert status(file.key) == 200


@pytest.mark.both_databases
def test_a_file_in_a_text_or_a_draft_cannot_be_deleted(file):
    other = StoredFile.objects.take_in("Zweites.png", sample_files.image(size=(30, 20)))
    area = factories.funding_area(description_it=shown(file))
    hand_in(logged_in(is_superuser=True), address(FundingArea, "change", area.pk), description_de=shown(other))

    assert [is_in_use(each) for each in (file, other)] == [True, True]


def test_a_file_that_nothing_uses_is_deleted_with_its_small_form(file):
    assert not is_in_use(file)

    logged_in(is_superuser=True).post(reverse("admin:files_storedfile_delete", args=[file.pk]), {"post": "yes"})

    assert not TextImage.objects.exists()


def test_the_office_chooses_from_its_images(file):
    assert person("writer", "Redaktion").get(reverse("admin:text_images")).json() == {
        "images": [{"key": file.key, "name": "Kurs.png", "width": 300, "height": 200}]
    }
    assert status(file.key, person("other", "Übersetzung"), "/admin/files/storedfile/bilder/{}.webp") == 200
