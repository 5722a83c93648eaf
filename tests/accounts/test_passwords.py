"""Password rules: length and no guessable passwords; no rules on digits and symbols."""

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.editorial.office import Answer, logged_in

pytestmark = pytest.mark.check(16)


@pytest.mark.parametrize(
    "password",
    [
        "vier tassen stehen im schrank",
        "abcdefghijkl",
        "zwölf Äpfel!",
        "日本語のとても長いパスワード",
        "ein fisch liest bei der integration zeitung",
        "kipferl und gipfeli am montag",
        "x9" + "pferd tisch lampe " * 7,
    ],
)
def test_what_is_long_enough_and_not_near_at_hand_is_good(password):
    assert len(password) <= 128
    validate_password(password)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elf zeichen", "12 Zeichen"),
        ("123456789012", "zuerst erraten"),
        ("q1w2e3r4t5y6", "zu üblich"),
        ("Liestal-Pratteln-Muttenz", "zuerst erraten"),
        ("passwordpassword", "zuerst erraten"),
        ("Passwort2026!", "zuerst erraten"),
        ("Baselland2026!", "zuerst erraten"),
        ("BASEL-LANDSCHAFT", "zuerst erraten"),
        ("integration-liestal-kip3", "zuerst erraten"),
        ("KIP kip KIP kip", "zuerst erraten"),
        ("Fachabteilung Integration", "zuerst erraten"),
        ("aaaaaaaaaaaaaa", "zuerst erraten"),
        ("x" * 60 + "pferd" * 20, "zu lang"),
    ],
)
def test_what_would_be_guessed_first_is_refused(password, reason):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)

    assert reason in " ".join(refused.value.messages)


def test_the_own_name_is_no_password():
    with pytest.raises(ValidationError):
        validate_password("redaktion.integration", User(username="redaktion.integration"))


@pytest.mark.django_db
def test_the_form_says_so_in_german_and_lets_paste():
    client = logged_in(is_superuser=True)
    page = reverse("admin:auth_user_add")
    word = "Baselland2026!"

    answer = Answer(
        client.post(page, {"username": "neu", "password1": word, "password2": word, "usable_password": "true"})
    )

    assert "zuerst erraten" in answer.text
    assert not User.objects.filter(username="neu").exists()
    assert all(text.strip() for text in password_validators_help_texts())
    assert not answer.document.xpath("//input[@type='password'][@onpaste or @maxlength < 128]")
