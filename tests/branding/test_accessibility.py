"""The accessibility statement: ours, or the newsroom's own."""

import pytest

from branding import known
from branding.models import LegalText

pytestmark = pytest.mark.django_db
PAGE = "/accessibility/"


@pytest.fixture(autouse=True)
def _asked_anew():
    known.forget()


def test_every_foot_leads_to_the_statement(client):
    assert f'href="{PAGE}"' in client.get("/").text

    page = client.get(PAGE).text
    assert "WCAG) 2.2, level AA" in page
    assert "Last looked at as a whole on" in page


def test_it_says_whom_to_tell(client, settings):
    settings.ACCESSIBILITY_CONTACT = "access@example.org"
    assert 'href="mailto:access@example.org"' in client.get(PAGE).text


def test_without_an_address_one_replies_to_a_letter(client, settings):
    settings.ACCESSIBILITY_CONTACT = ""
    assert "Reply to any letter of ours." in client.get(PAGE).text


@pytest.mark.parametrize(("country", "is_named"), [("GB", True), ("DE", False)])
def test_the_british_service_is_named_to_the_british(
    client, settings, country, is_named
):
    settings.HOME_COUNTRY = country
    assert ("Equality Act 2010" in client.get(PAGE).text) == is_named


def test_the_newsrooms_own_words_take_its_place(client):
    LegalText.objects.create(
        slug="accessibility", title="How we are doing", body="An **audit** found two."
    )
    page = client.get(PAGE).text

    assert "<strong>audit</strong>" in page
    assert "level AA" not in page
    # The foot leads there once.
    assert "/legal/accessibility/" not in client.get("/").text
