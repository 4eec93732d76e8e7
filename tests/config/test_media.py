"""Stored pictures are shown; nothing in them runs, and they never change."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

NAMED_BY_CONTENT = f"pictures/2026/{'ab12' * 8}-480.avif"


@pytest.fixture
def kept():
    def keep(name, data=b"x"):
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))
        return f"/media/{name}"

    return keep


@pytest.mark.parametrize("name", [NAMED_BY_CONTENT, "pictures/2021/x.jpg", "old/x.svg"])
def test_what_is_stored_is_shown_and_can_do_no_more(client, kept, name):
    response = client.get(kept(name))

    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_picture_named_by_its_content_may_be_kept_for_ever(client, kept):
    assert "immutable" in client.get(kept(NAMED_BY_CONTENT))["Cache-Control"]
    assert client.get(kept(NAMED_BY_CONTENT))["Content-Type"] == "image/avif"
    old = client.get(kept("pictures/2021/x.jpg"))["Cache-Control"]
    assert old == "public, max-age=3600"
