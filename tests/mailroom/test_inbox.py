"""The demo's inbox: every letter is there to be read, and only in the demo."""

import pytest

from mailroom import delivery, inbox
from tests import factories

PAGES = ["/inbox/", "/inbox/1/", "/inbox/1/html/"]


@pytest.fixture
def demo(settings, tmp_path, db):
    settings.DEMO = True
    settings.MAIL_DIR = tmp_path / "mail"


def send(**changes):
    letter = factories.make_letter(**changes)
    delivery.send_due()
    return letter


@pytest.mark.parametrize("path", PAGES)
def test_outside_the_demo_there_is_no_inbox(client, demo, settings, path):
    letter = send()
    settings.DEMO = False

    assert client.get(path.replace("1", str(letter.pk))).status_code == 404


def test_outside_the_demo_no_letter_is_kept(settings, tmp_path, db):
    settings.MAIL_DIR = tmp_path / "mail"
    send()

    assert not settings.MAIL_DIR.exists()


def test_an_empty_inbox_says_so(client, demo):
    assert "No letter yet" in client.get("/inbox/").content.decode()


def test_the_inbox_shows_the_newest_first(client, demo):
    for number in (1, 2):
        content = {"subject": f"Letter {number}", "text": "x"}
        send(content=content, mail_to=f"reader{number}@example.org")
    page = client.get("/inbox/").content.decode()

    assert page.index("Letter 2") < page.index("Letter 1")
    assert "reader1@example.org" in page


def test_a_letter_is_shown_whole(client, demo, settings):
    text = f"Go to {settings.SITE_URL}/my/x/ now.\n\nÅda 🕊"
    letter = send(content={"subject": "Grüße 🕊", "text": text, "html": "<p>Hi"})
    page = client.get(f"/inbox/{letter.pk}/").content.decode()

    assert "Grüße 🕊" in page
    assert "Åda 🕊" in page
    assert f'href="{settings.SITE_URL}/my/x/"' in page
    assert inbox.find(letter.pk).links == [f"{settings.SITE_URL}/my/x/"]


def test_a_letters_markup_is_text_outside_its_frame(client, demo):
    letter = send(content={"subject": "<script>1", "text": "<script>2", "html": "<b>3"})
    page = client.get(f"/inbox/{letter.pk}/").content.decode()

    assert "<script>1" not in page
    assert "<script>2" not in page
    assert "<b>3" not in page


def test_the_frame_runs_no_script_and_is_framed_by_us_alone(client, demo):
    letter = send(content={"subject": "a", "text": "b", "html": "<b>Hi</b>"})
    response = client.get(f"/inbox/{letter.pk}/html/")

    assert "<b>Hi</b>" in response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" in client.get(f"/inbox/{letter.pk}/").content.decode()


def test_a_letter_sent_twice_is_one_in_the_inbox(demo, settings):
    letter = send()
    letter.refresh_from_db()
    letter.state = "waiting"
    letter.content = {"subject": "Hello", "text": "x"}
    letter.save()
    delivery.send_due()

    assert len(inbox.newest()) == 1


@pytest.mark.parametrize("number", ["0", "999", "9" * 40])
def test_a_letter_that_never_was_is_not_found(client, demo, number):
    assert client.get(f"/inbox/{number}/").status_code == 404


def test_the_inbox_is_not_kept_by_caches(client, demo):
    assert "no-store" in client.get("/inbox/")["Cache-Control"]
