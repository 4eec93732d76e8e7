"""What no reader's browser sends: refused early, in plain words, never a 500."""

import json
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as site

from petitions.models import Signature
from tests.factories import FORM

URLENCODED = "application/x-www-form-urlencoded"
BODY = urlencode(FORM)
STRANGE_IDS = [
    "0",
    "-1",
    "1e3",
    "NaN",
    "9223372036854775808",
    "1;drop",
    "١",
    "a" * 300,
    "..",
    "%2e%2e",
    "<script>",
    "null",
    "confirm",
]


@pytest.fixture
def post(client, petition):
    """Post bytes to the form."""
    path = f"/petitions/{petition.slug}/sign/"

    def send(body=BODY, content_type=URLENCODED, **headers):
        return client.generic("POST", path, body, content_type, **headers)

    return send


def is_plain(response):
    """An answer for people: a page without a trace of our code."""
    page = response.content.decode()
    return "Traceback" not in page and "petitions/" not in page.replace(
        "/petitions/safe-haven", ""
    ).replace("css/petition", "")


def multipart(fields, boundary="x"):
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
        for name, value in fields
    ]
    return "\r\n".join([*parts, f"--{boundary}--\r\n"])


def test_the_form_is_taken_in_both_encodings_that_browsers_use(post):
    assert post().status_code == 302
    assert (
        post(multipart(FORM.items()), "multipart/form-data; boundary=x").status_code
        == 302
    )


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/plain",
        "text/html",
        "application/xml",
        "image/png",
        "multipart/mixed",
        "x",
        "application/x-www-form-urlencoded2",
    ],
)
def test_a_body_that_is_no_form_is_refused(post, content_type):
    """Row 67."""
    response = post(json.dumps(FORM), content_type)

    assert response.status_code == 415
    assert is_plain(response)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", BODY),
        ("multipart/form-data; boundary=", BODY),
        ("multipart/form-data; boundary=é", BODY),
        ("multipart/form-data; boundary=x", "--x\r\nnonsense"),
        ("multipart/form-data; boundary=x", ""),
        (URLENCODED, "&".join(f"a{n}=" for n in range(1001))),
        (URLENCODED, "%ff%fe=%ff"),
        (URLENCODED, "=&==&&&"),
        (URLENCODED, "name=%"),
    ],
)
def test_a_broken_form_is_refused(post, content_type, body):
    response = post(body, content_type)

    assert response.status_code in (400, 413, 422)
    assert is_plain(response)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("kind", [URLENCODED, "multipart/form-data; boundary=x"])
@pytest.mark.parametrize(
    "charset",
    [
        "unicode_escape",
        "raw_unicode_escape",
        "utf-16",
        "utf-7",
        "rot13",
        "hex",
        "base64",
        "idna",
        "punycode",
        "utf-8-sig",
        "cp037",
        "undefined",
        "x",
    ],
)
def test_a_strange_charset_smuggles_nothing_in(post, kind, charset):
    """Row 32: with `unicode_escape` a form could hold half a surrogate pair."""
    fields = FORM | {"reason": "\\ud800", "name": "Ada \\ud800"}
    body = urlencode(fields) if kind == URLENCODED else multipart(fields.items())
    response = post(body, f"{kind}; charset={charset}")

    assert response.status_code in (400, 415, 422)
    assert is_plain(response)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_the_charset_of_every_browser_is_taken(post, charset):
    assert post(content_type=f"{URLENCODED}; charset={charset}").status_code == 302


@pytest.mark.parametrize("half", ["%ED%A0%80", "%ED%BF%BF", "%F0%9F", "%FF"])
def test_half_a_character_is_no_name(post, half):
    """Row 32."""
    response = post(BODY.replace("Ada+Field", f"Ada+{half}"))

    assert response.status_code == 422
    assert not Signature.objects.exists()


def test_half_a_character_in_a_reason_is_kept_as_a_mark(post):
    assert post(f"{BODY}&reason=x%ED%A0%80").status_code == 302
    assert "\ufffd" in Signature.objects.get().reason


@pytest.mark.parametrize(
    ("row", "body"),
    [
        (34, f"{BODY}&name={'x' * 1_000_000}"),
        (52, f"{BODY}&reason={'x' * 10_000_000}"),
        (67, BODY + "&a=" * 30_000),
    ],
    ids=str,
)
def test_a_huge_body_is_refused_before_it_is_read(post, row, body):
    response = post(body)

    assert response.status_code == 413
    assert response["Connection"] == "close"
    assert is_plain(response)
    assert not Signature.objects.exists()


def test_a_form_of_two_thousand_parts_is_refused(post):
    """Row 67."""
    body = multipart([("a", "")] * 2000)

    assert post(body, "multipart/form-data; boundary=x").status_code == 413


def test_the_largest_honest_form_is_taken(post):
    """Every field as long as it may be, in letters of four bytes each."""
    fields = FORM | {"name": "𠮷" * 100, "reason": "🕊" * 5000}
    email = "x" * 64 + "@" + ("y" * 59 + ".") * 3 + "z" * 6 + ".ex"

    body = urlencode(fields | {"email": email})
    assert len(body) < site.PUBLIC_BODY_LIMIT_BYTES
    assert post(body).status_code == 302


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "x", "", "٣", "1e9", "0x10"])
def test_a_nonsense_length_is_no_error(post, length):
    response = post(CONTENT_LENGTH=length)

    assert response.status_code in (302, 400, 413, 422)
    assert is_plain(response)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"Origin": "http://testserver"}, 302),
        ({"Origin": site.SITE_URL}, 302),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://eviltestserver"}, 403),
        ({"Origin": "http://testserver@evil.example"}, 403),
        ({"Origin": "http://testserver:81"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Origin": "http://testserver\u2100"}, 403),
        ({"Origin": "testserver"}, 403),
        ({"Origin": "x" * 5000}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
    ],
    ids=str,
)
def test_only_our_own_pages_may_post(post, headers, status):
    """Row 70."""
    response = post(headers=headers)

    assert response.status_code == status
    assert is_plain(response)
    assert Signature.objects.exists() == (status == 302)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver@evil.example",
        "testserver.evil.example",
        "",
        "[",
        "é",
        "127.0.0.1.evil.example",
        "a b",
        "testserver/evil",
        "testserver:http",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forged_host_is_refused(client, petition, method, host):
    """Row 71."""
    path = petition.url if method == "GET" else f"{petition.url}sign/"
    response = client.generic(method, path, BODY, URLENCODED, HTTP_HOST=host)

    assert response.status_code == 400
    assert not Signature.objects.exists()


def test_forged_forwarding_changes_no_link(post, client, petition, post_round):
    """Row 71: links come from SITE_URL alone."""
    forged = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_ORIGINAL_URL": "/admin/",
        "HTTP_X_REWRITE_URL": "/admin/",
        "HTTP_FORWARDED": "host=evil.example",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    honest = client.get(petition.url).content
    assert client.get(petition.url, **forged).content == honest
    assert post(**forged).headers["Location"] == f"{petition.url}check-inbox/"

    (message,) = post_round()
    assert "evil.example" not in message.message().as_string()
    assert f"{site.SITE_URL}/petitions/confirm/" in message.body


@pytest.mark.parametrize(
    "language",
    ["x" * 5120, "../../etc", "de", "*", "en-gb;q=abc", "\x00", "é", "de;q=1e9" * 99],
)
def test_a_language_header_changes_no_public_byte(client, petition, language):
    """Row 83."""
    plain = client.get(petition.url).content

    asked = client.get(petition.url, HTTP_ACCEPT_LANGUAGE=language)

    assert asked.status_code == 200
    assert asked.content == plain
    assert b'lang="en' in plain


@pytest.mark.parametrize("strange", STRANGE_IDS)
@pytest.mark.parametrize(
    "path",
    [
        "/petitions/{}/",
        "/petitions/{}.json",
        "/petitions/{}/count.json",
        "/petitions/{}/check-inbox/",
        "/petitions/{}/signed/",
        "/campaigns/{}/",
    ],
)
def test_a_petition_that_never_was_is_not_found(client, petition, path, strange):
    """Row 64."""
    response = client.get(path.format(quote(strange, safe="%;")))

    assert response.status_code == 404
    assert is_plain(response)


@pytest.mark.parametrize("strange", STRANGE_IDS)
@pytest.mark.parametrize("what", ["sign", "code"])
def test_a_petition_that_never_was_takes_no_names(client, petition, strange, what):
    path = f"/petitions/{quote(strange, safe='%;')}/{what}/"
    response = client.post(path, FORM | {"code": "123456"})

    assert response.status_code in (404, 405)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/petitions/safe-haven/?q=%00",
        "/petitions/safe-haven/%00",
        "/petitions/%00/",
        "/my/%00/",
        "/petitions/confirm/%00/",
        "/%00",
        "/admin/?q=%00",
        "/inbox/%00/",
        "/media/%00",
        "/static/%00",
    ],
)
def test_a_null_in_an_address_is_refused(client, petition, path):
    """Row 31."""
    response = client.get(path)

    assert response.status_code == 400
    assert is_plain(response)


@pytest.mark.parametrize(
    "path",
    [
        "/media/../clarion.sqlite3",
        "/media/%2e%2e/clarion.sqlite3",
        "/media//etc/passwd",
        "/media/..%5csecret",
        "/static/../config/settings.py",
    ],
)
def test_no_path_leads_out_of_the_media_folder(client, db, path):
    assert client.get(path).status_code in (302, 400, 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["", "sign/", "code/", "count.json"])
def test_other_methods_do_nothing(client, petition, method, path):
    response = client.generic(method, f"{petition.url}{path}", BODY, URLENCODED)

    assert response.status_code == 405
    assert not Signature.objects.exists()


@pytest.mark.parametrize("path", ["sign/", "code/"])
def test_opening_the_forms_target_leads_to_the_petition(client, petition, path):
    response = client.get(f"{petition.url}{path}", follow=True)

    assert response.request["PATH_INFO"] == petition.url
    assert response.status_code == 200
