"""Files in the admin: they are uploaded and viewed, never changed, and deleted only while nothing uses them."""

import logging

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts import audit_log
from accounts.permissions import ANY_RIGHT, PUBLISH, WRITE, OfficeRights, has_right, require_right
from core.models import Entry
from core.models.keyed import is_referred_to
from core.pages.addresses import admin_address
from core.rich_text.images import image_address
from core.strict_admin import StrictAdmin
from files import text_images, uploads
from files.models import StoredFile, TextImage
from files.responses import file_response, image_response

PERMITTED = "Ein PDF oder ein Bild (PNG, JPEG, WebP). Die Website gibt der Datei einen eigenen Namen."

MAX_IMAGES = 200  # to choose from in the editor

logger = logging.getLogger(__name__)


def inspected(upload) -> tuple[str, bytes, uploads.Inspected]:
    """The result of `inspect_upload`. Raises ValidationError if the file was refused."""
    if isinstance(upload.inspected, ValidationError):
        raise upload.inspected
    return upload.inspected


def inspect_upload(upload):
    """Called before the form's transaction begins: reading takes seconds, in which nobody else could write."""
    try:
        uploads.refuse_size(upload.size)
        content = upload.read()
        upload.inspected = upload.name, content, uploads.inspect(upload.name, content)
    except ValidationError as refusal:
        upload.inspected = refusal


class UploadForm(forms.ModelForm):
    upload = forms.FileField(
        label="Datei",
        help_text=PERMITTED,
        allow_empty_file=True,  # refused below, with a message that helps
        error_messages={"required": "Wählen Sie eine Datei aus."},
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(set.union(*uploads.EXTENSIONS.values())))}),
    )

    class Meta:
        model = StoredFile
        fields: list[str] = []

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        try:
            self.instance.take(*inspected(upload))
        except ValidationError as error:
            logger.warning("An upload was refused: %r, %d bytes: %s", upload.name, upload.size, error.messages[0])
            audit_log.record("upload.refused", file=upload.name, bytes=upload.size, reason=error.messages[0])
            raise
        return upload


@admin.register(StoredFile)
class StoredFileAdmin(OfficeRights, StrictAdmin):
    form = UploadForm
    list_display = ("original_name", "kind", "size", "pages", "is_tagged", "shown_on", "uploaded_at")
    list_filter = ("kind", "is_tagged")
    search_fields = ("original_name", "title")
    list_per_page = 50
    readonly_fields = (
        "original_name", "look", "for_texts", "kind", "size", "pages", "searched", "dimensions", "title", "language", "tagged",
        "used_on",
        "uploaded_at", "uploader",
    )  # fmt: skip

    @admin.display(description="von")
    def uploader(self, file) -> str | None:
        """The name alone: a link would lead most people to an account that they may not open."""
        return file.uploaded_by and (file.uploaded_by.get_full_name() or file.uploaded_by.get_username())

    def get_fields(self, request, obj=None):
        return self.readonly_fields if obj else ("upload",)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(*relation_names())

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("bilder/", view(self.text_images), name="text_images"),
            path("bilder/<slug:key>.webp", view(self.text_image), name="text_image"),
            path("<path:object_id>/inhalt/", view(self.content), name="file_content"),
        ]
        return [*own, *super().get_urls()]

    def text_images(self, request):
        """The images to choose from in the editor, the newest first."""
        require_right(request, *ANY_RIGHT)
        images = TextImage.objects.defer("content").select_related("file").order_by("-file__uploaded_at", "pk")
        known = [
            {"key": each.file.key, "name": each.file.original_name, "width": each.width, "height": each.height}
            for each in images[:MAX_IMAGES]
        ]
        return JsonResponse({"images": known})

    def text_image(self, request, key):
        """An image as texts show it, before it is published."""
        require_right(request, *ANY_RIGHT)
        return image_response(request, get_object_or_404(TextImage.objects.select_related("file"), file__key=key))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and self.has_add_permission(request) and "upload" in request.FILES:
            inspect_upload(request.FILES["upload"])
        request.written_files = []
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except BaseException:
            for file in request.written_files:
                if not StoredFile.objects.filter(sha256=file.sha256, key=file.key).exists():
                    file.delete_bytes()
            raise

    def content(self, request, object_id):
        """The file as readers would get it, before it is published."""
        file = self.get_object(request, object_id)
        if file is None or not self.has_view_permission(request, file):
            raise Http404
        return file_response(request, file, file.key)

    def save_model(self, request, obj, form, change):
        obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)
        request.written_files.append(obj)
        audit_log.record_on_commit("upload", file=obj.original_name, key=obj.key, bytes=obj.size_bytes)
        if obj.warning:
            messages.warning(request, obj.warning)

    def delete_model(self, request, obj):
        audit_log.record_on_commit("delete", file=obj.original_name, key=obj.key)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for file in queryset:
            self.delete_model(request, file)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return has_right(request, WRITE, PUBLISH) and not (obj and is_in_use(obj))

    @admin.display(description="Grösse", ordering="size_bytes")
    def size(self, file) -> str:
        return filesizeformat(file.size_bytes)

    @admin.display(description="Breite und Höhe")
    def dimensions(self, file) -> str:
        return f"{file.width} × {file.height} Pixel" if file.width else ""

    @admin.display(description="von der Suche gelesen")
    def searched(self, file) -> str:
        return "" if file.text_pages is None else f"{file.text_pages} von {file.pages} Seiten"

    @admin.display(description="barrierefrei ausgezeichnet")
    def tagged(self, file) -> str:
        return file.warning or ("Ja" if file.is_tagged else "")

    @admin.display(description="Inhalt")
    def look(self, file):
        return format_html('<a href="{}">Datei ansehen</a>', reverse("admin:file_content", args=[file.pk]))

    @admin.display(description="für Texte")
    def for_texts(self, file) -> str:
        """What to write where the editor does not run."""
        image = TextImage.objects.filter(file=file).defer("content").first()
        return f'<img src="{image_address(file.key)}" alt="Was darauf zu sehen ist">' if image else ""

    @admin.display(description="gezeigt bei")
    def shown_on(self, file):
        """For the list, without texts: they would be searched anew for each row."""
        return links_to(related_pages(file))

    @admin.display(description="gezeigt bei")
    def used_on(self, file):
        return links_to(pages_using(file))


def relation_names() -> list[str]:
    """The names of all relations to files, found by reflection: this app imports no content model."""
    others = [each for each in StoredFile._meta.related_objects if issubclass(each.related_model, Entry)]
    return [name for each in others if (name := each.get_accessor_name())]


def related_pages(file: StoredFile) -> list[Model]:
    return [page for name in relation_names() for page in getattr(file, name).all()]


def pages_using(file: StoredFile) -> list[Model]:
    """Rows that refer to the file, and rows whose texts show it."""
    return related_pages(file) + text_images.pages_with(file.key)


def links_to(pages: list[Model]) -> SafeString:
    pairs = ((admin_address(page._meta, "change", page.pk), page) for page in pages)
    return format_html_join(", ", '<a href="{}">{}</a>', pairs)


def is_in_use(file: StoredFile) -> bool:
    """Whether a page, a draft or a revision that may be restored uses the file."""
    return bool(pages_using(file)) or is_referred_to(file.key)
