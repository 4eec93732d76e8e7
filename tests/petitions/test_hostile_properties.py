"""Whatever text is typed where: never an error page, and what is kept is sound."""

import unicodedata
from urllib.parse import quote

from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mailroom import addresses
from petitions.models import Signature
from tests.factories import FORM

ANY_TEXT = st.text(max_size=120)
# Half of a form is honest, so that some get as far as the table.
FIELDS = st.fixed_dictionaries(
    {name: st.just(value) | ANY_TEXT for name, value in FORM.items()},
    optional=dict.fromkeys(("version", "show_name", "newsletter", "x"), ANY_TEXT),
)
in_one_test = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50
)


@in_one_test
@given(fields=FIELDS)
@example(fields=FORM | {"reason": "\ufffe\uffff", "version": "²"})
@example(fields=FORM | {"name": "İıŐ", "email": "İ@example.org"})
@example(fields=FORM | {"country": "İ", "postcode": "ß"})
def test_any_form_is_taken_or_comes_back_filled_in(petition, fields):
    before = Signature.objects.count()
    response = Client().post(f"/petitions/{petition.slug}/sign/", fields)

    assert response.status_code in (302, 422)
    if response.status_code == 422:
        assert Signature.objects.count() == before
        return
    kept = Signature.objects.order_by("pk").last()
    assert unicodedata.is_normalized("NFC", kept.name)
    assert 0 < len(kept.name) <= 100
    assert addresses.parse(kept.email).mail_to == kept.email
    assert bytes(kept.signer_key) == petition.signer_key(
        addresses.parse(kept.email).canonical
    )


@in_one_test
@given(body=st.binary(max_size=300))
def test_any_bytes_are_answered(petition, body):
    response = Client().generic(
        "POST",
        f"/petitions/{petition.slug}/sign/",
        body,
        "application/x-www-form-urlencoded",
    )
    assert response.status_code in (302, 400, 422)


@in_one_test
@given(token=st.text(max_size=60), what=st.sampled_from(["petitions/confirm", "my"]))
def test_any_token_opens_nothing(petition, token, what):
    response = Client().get(f"/{what}/{quote(token, safe='')}/")

    assert response.status_code in (301, 302, 400, 404)


@in_one_test
@given(fields=st.dictionaries(st.sampled_from(["code", "email"]), ANY_TEXT))
def test_any_typed_code_is_told_kindly(petition, fields):
    response = Client().post(f"/petitions/{petition.slug}/code/", fields)

    assert response.status_code == 422


@in_one_test
@given(
    header=st.text(st.characters(max_codepoint=255), max_size=80),
    name=st.sampled_from(
        [
            "Origin",
            "Sec-Fetch-Site",
            "Sec-Purpose",
            "Cookie",
            "Referer",
            "X-Forwarded-For",
            "If-None-Match",
            "Accept-Language",
            "User-Agent",
        ]
    ),
)
def test_any_header_is_answered(petition, name, header):
    browser = Client(headers={name: header})

    assert browser.get(petition.url).status_code in (200, 304)
    response = browser.post(f"/petitions/{petition.slug}/sign/", FORM)
    assert response.status_code in (302, 403, 422)
