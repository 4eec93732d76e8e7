"""What is refused before any page is asked."""

import pytest
from django.conf import settings as site

from config import guards

FORM = "application/x-www-form-urlencoded"
LIMIT = site.PUBLIC_BODY_LIMIT_BYTES


@pytest.mark.parametrize(
    "path", ["/healthz%00", "/healthz?q=%00", "/healthz?a=1&b=x%00y"]
)
def test_a_null_byte_is_refused(client, path):
    assert client.get(path).status_code == 400


def test_a_null_byte_in_a_raw_query_is_refused(client):
    assert client.get("/healthz", QUERY_STRING="q=\x00").status_code == 400


def test_a_form_of_64_kilobytes_passes_and_one_byte_more_does_not(client):
    def post(size):
        return client.generic("POST", "/healthz", b"a" * size, content_type=FORM)

    assert LIMIT == 64 * 1024
    assert post(LIMIT).status_code == 200
    refused = post(LIMIT + 1)
    assert refused.status_code == 413
    assert refused["Connection"] == "close"


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (FORM, 200),
        ("multipart/form-data; boundary=x", 200),
        ("", 200),
        ("application/json", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded-not", 415),
    ],
)
def test_only_forms_are_taken(client, content_type, status):
    answer = client.generic("POST", "/healthz", b"a=1", content_type=content_type)

    assert answer.status_code == status


def test_staff_may_send_pictures(client):
    picture = b"a" * (LIMIT + 1)

    answer = client.generic("POST", "/admin/nowhere/", picture, content_type=FORM)

    assert answer.status_code != 413


def test_the_address_that_our_proxy_saw_is_put_where_everything_looks(rf, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    seen = []
    note = guards.remember_client_address(
        lambda request: seen.append(request.META["REMOTE_ADDR"])
    )

    note(rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.9"}))

    assert seen == ["203.0.113.9"]
