"""Links in rich text: corrected where the meaning is clear, otherwise refused with the reason."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from core.rich_text.cleaner import clean
from core.rich_text.field import RichTextFormField
from core.rich_text.link_rules import (
    ALLOWED_SCHEMES,
    NO_HOST,
    NO_MAIL,
    NO_NUMBER,
    NO_PLACE,
    OFFICE_ONLY,
    WITH_CONTROL,
    WITH_USER,
    WebAddressField,
    normalized_address,
    refusal,
)
from redirects.validation import is_external

MENDED = [
    ("tel:+41 61 555 00 00", "tel:+41615550000"),
    ("tel:+41(0)615550000", "tel:+41615550000"),
    ("tel:0041 (0)61 555\u00a000\u202f00", "tel:+41615550000"),
    ("tel:+41 061/555-00.00", "tel:+41615550000"),
    ("tel:+41%2061%20555%2000%2000", "tel:+41615550000"),
    ("tel:061 555 00 00", "tel:+41615550000"),
    ("TEL:+49 30 1234567", "tel:+49301234567"),
    ("tel:117", "tel:117"),
    ("tel:+41615550000;ext=12", "tel:+41615550000;ext=12"),
    ("mailto:a@b.ch?subject=Frage zu KIP", "mailto:a@b.ch?subject=Frage%20zu%20KIP"),
    ("mailto: a@b.ch, c@d.ch ", "mailto:a@b.ch,c@d.ch"),
    ("https://a.ch/ ", "https://a.ch/"),
    ("\u200bhttps://a.ch/x y\u00ad?q=b c", "https://a.ch/x%20y?q=b%20c"),
    ("HTTPS://a.ch", "https://a.ch"),
    ("https://zürich.ch:8443/ü", "https://zürich.ch:8443/ü"),
    (" /kip-3/\n", "/kip-3/"),
    ("/suche/?q=kip", "/suche/?q=kip"),
    ("#ziele ", "#ziele"),
]  # fmt: skip
REFUSED = [
    *[(address, NO_NUMBER) for address in ("tel:", "tel:abc", "tel:+41", "tel:+41 61 555 00 0", "tel:+4161555000012345", "tel:*31#", "tel://+49301234567")],
    *[(address, NO_MAIL) for address in ("mailto:", "mailto:info@", "mailto:info", "mailto://a@b.ch", "mailto:a@b", "mailto:?subject=x", "mailto:a@b.ch,")],
    *[(address, NO_HOST) for address in ("https://", "https:/a.ch", "https:a.ch", "https:///a", "https://a.ch:99999/", "https://[::1", "https://server/", "https://localhost/", "https://https://a.ch/", "https://a .ch/")],
    *[(address, WITH_USER) for address in ("https://name:geheim@a.ch/", "https://name@a.ch/", "https://www.bl.ch@evil.example/")],
    *[(address, WITH_CONTROL) for address in ("mailto:a@b.ch?subject=x%0d%0aBcc:c@d.ch", "https://a.ch/%0A", "/kip-3/%00", "https://a.ch/%7f")],
    *[(address, OFFICE_ONLY) for address in ("/admin/logout/", "/admin", "/admin/?x", "/x/../admin/", "/%61dmin/", "/vorschau/abc/", "/ready")],
    ("#", NO_PLACE),
    *[(address, ALLOWED_SCHEMES) for address in ("", "www.a.ch", "http://a.ch/", "//a.ch/", "/\\a.ch", "https://a.ch\\b", "javascript:x", "kip-3")],
]  # fmt: skip


def link(address: str) -> str:
    return f'<p><a href="{address}">Die Seite</a></p>'


@pytest.mark.parametrize(("written", "kept"), MENDED)
def test_a_link_that_is_clear_is_mended(written, kept):
    assert RichTextFormField().clean(link(written)) == clean(link(written)) == link(kept)


@pytest.mark.parametrize(("address", "reason"), REFUSED)
def test_a_link_that_leads_nowhere_is_refused_with_the_reason(address, reason):
    assert refusal(normalized_address(address)) == reason
    assert clean(link(address)) == "<p><a>Die Seite</a></p>"
    with pytest.raises(ValidationError) as refused:
        RichTextFormField().clean(link(address))
    assert refused.value.messages == [f"Dieser Link lässt sich nicht verwenden: «{address}». {reason}"]


@example("TEL:\u0339 \u0334")
@example("tel:%2525")
@example("tel:1/ 2")
@example("tel:+41 00")
@given(st.text() | st.tuples(st.sampled_from(["tel:", "mailto:", "https://", "/"]), st.text()).map("".join))
def test_a_mended_address_stays_as_it_is(address):
    assert normalized_address(normalized_address(address)) == normalized_address(address)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" https://a.ch/x y ", "https://a.ch/x%20y"),
        ("a.ch", "https://a.ch"),
        ("http://a.ch/", "http://a.ch/"),
        ("", ""),
    ],
)
def test_the_address_of_a_document_is_mended(written, kept):
    assert WebAddressField(required=False, assume_scheme="https").clean(written) == kept


@pytest.mark.parametrize(
    ("address", "reason"),
    [("https://name:geheim@a.ch/", WITH_USER), ("https://a.ch/%0d%0aX", WITH_CONTROL), ("https://localhost/", NO_HOST)],
)
def test_the_address_of_a_document_has_the_same_rules(address, reason):
    with pytest.raises(ValidationError) as refused:
        WebAddressField(assume_scheme="https").clean(address)
    assert refused.value.messages == [reason]


@pytest.mark.parametrize("address", ["https://name:geheim@a.ch/", "https://", "/kip-3/", "mailto:a@b.ch"])
def test_what_replaces_a_page_is_no_such_address(address):
    assert not is_external(address)
    assert is_external("https://a.ch/")


def test_a_link_to_the_office_is_refused_with_the_name_of_the_site_too(settings):
    settings.SITE_URL = "https://www.example.org"

    assert refusal("https://www.example.org/admin/logout/") == OFFICE_ONLY
    assert refusal("https://www.example.org//[x") == ""  # no address for urllib
    assert refusal("https://www.example.org.evil.example/admin/") == refusal("https://www.example.org/kip-3/") == ""
