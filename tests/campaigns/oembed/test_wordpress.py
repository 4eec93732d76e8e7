"""What WordPress keeps of it."""

from urllib.parse import quote

from django.conf import settings

from tests.campaigns.oembed.asking import CARD, PETITION, SITE
from tests.parts import wordpress


def test_wordpress_keeps_the_quotation_and_the_frame(client, petition):
    page = client.get("/petitions/safe-haven/").content.decode()
    question = wordpress.question(wordpress.provider(page), PETITION)
    answer = client.get(question.removeprefix(SITE)).json()
    secret = wordpress.SECRET

    assert f"url={quote(PETITION, safe='')}" in question
    assert wordpress.embedded(answer) == (
        f'<blockquote class="wp-embedded-content" data-secret="{secret}">'
        f'<a href="{PETITION}">A safe haven, 250,123 signatures</a></blockquote>'
        '<iframe class="wp-embedded-content" sandbox="allow-scripts"'
        ' security="restricted" style="position: absolute; visibility: hidden;"'
        f' title="A safe haven" src="{CARD}#?secret={secret}" data-secret="{secret}"'
        ' width="500" height="277"></iframe>'
    )


def test_wordpress_loses_nothing_of_what_we_send(client, petition):
    """The rules are strict: what they would strip, we must not rely on."""
    answer = client.get("/oembed", {"url": PETITION}).json()

    assert wordpress._stripped(answer["html"], wordpress.ALLOWED) == answer["html"]
    assert wordpress.embedded(answer | {"html": "<p>No frame</p>"}) is None


def test_the_site_of_these_tests_is_the_one_that_is_asked():
    assert settings.SITE_URL == SITE
