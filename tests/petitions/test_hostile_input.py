"""What is typed to do harm, row by row of docs/adr/0005: told kindly or taken as text.

Each test's first parameter is the row's number there.
"""

import unicodedata

import pytest
from django.core.management import call_command
from django.test import Client

from petitions import letters
from petitions.models import CountChange, Signature
from tests.factories import FORM

ZWSP, ZWNJ, RLO = "\u200b", "\u200c", "\u202e"
NAME, EMAIL, POSTCODE, COUNTRY = "name", "email", "postcode", "country"
LONGEST = "x" * 64 + "@" + ("y" * 59 + ".") * 3 + "z" * 6 + ".ex"

# row, what is typed, and what is kept of it.
TAKEN = [
    (1, {EMAIL: "A@EXAMPLE.org"}, {EMAIL: "A@example.org"}),
    (4, {EMAIL: "a+tag@example.org"}, {EMAIL: "a+tag@example.org"}),
    (5, {EMAIL: "a.b.c+x@gmail.com"}, {EMAIL: "a.b.c+x@gmail.com"}),
    (8, {EMAIL: LONGEST}, {EMAIL: LONGEST}),
    (16, {EMAIL: "user@例え.jp"}, {EMAIL: "user@xn--r8jz45g.jp"}),
    (28, {EMAIL: "a%40x@example.org"}, {EMAIL: "a%40x@example.org"}),
    (28, {EMAIL: "a!b@example.org"}, {EMAIL: "a!b@example.org"}),
    (29, {EMAIL: "'or'1'='1@example.org"}, {EMAIL: "'or'1'='1@example.org"}),
    (29, {EMAIL: "{{7*7}}@example.org"}, {EMAIL: "{{7*7}}@example.org"}),
    (34, {NAME: "x" * 100}, {NAME: "x" * 100}),
    (38, {NAME: f"علی{ZWNJ}رضا"}, {NAME: f"علی{ZWNJ}رضا"}),
    (38, {NAME: "क्\u200dषमा"}, {NAME: "क्\u200dषमा"}),
    (40, {NAME: "Rene\u0301"}, {NAME: "Ren\u00e9"}),
    *(
        (44, {NAME: name}, {NAME: name})
        for name in ("O'Brien", "Anne-Marie", "D’Arcy", "van der Berg", "E")
    ),
    *((44, {NAME: name}, {NAME: name}) for name in ("Null", "True", "Test", "Nil")),
    (46, {"reason": "<script>alert(1)"}, {"reason": "<script>alert(1)"}),
    (47, {"reason": "{{7*7}}%s%n"}, {"reason": "{{7*7}}%s%n"}),
    (49, {"reason": "\t=1+1"}, {"reason": "=1+1"}),
    (52, {"reason": "é" * 5000}, {"reason": "é" * 5000}),
    (52, {"reason": "🕊" * 5000}, {"reason": "🕊" * 5000}),
    (52, {"reason": "\r\n" * 2499 + "xx"}, {"reason": "xx"}),
    (52, {"reason": "a\r\n" * 2500}, {"reason": "a\n" * 2499 + "a"}),
    (53, {"reason": "<b>" * 1000}, {"reason": "<b>" * 1000}),
    (55, {POSTCODE: "GIR 0AA"}, {POSTCODE: "GIR 0AA"}),
    (55, {POSTCODE: "BFPO 12"}, {POSTCODE: "BFPO 12"}),
    (55, {COUNTRY: "US", POSTCODE: "00501"}, {POSTCODE: "00501"}),
    (55, {COUNTRY: "CA", POSTCODE: "K1A 0B1"}, {POSTCODE: "K1A 0B1"}),
    (55, {COUNTRY: "AT", POSTCODE: "1010"}, {POSTCODE: "1010"}),
    (58, {COUNTRY: "gb"}, {COUNTRY: "GB"}),
    (58, {COUNTRY: "UK"}, {COUNTRY: "GB"}),
    (58, {COUNTRY: ""}, {COUNTRY: "GB"}),
    (58, {COUNTRY: None}, {COUNTRY: "GB"}),
    (59, {COUNTRY: "HK", POSTCODE: ""}, {COUNTRY: "HK", POSTCODE: ""}),
]

# row, what is typed, and the field that it is told beside.
REFUSED = [
    (7, {EMAIL: "x" * 65 + "@example.org"}, EMAIL),
    (8, {EMAIL: LONGEST.replace("zz", "zzz", 1)}, EMAIL),
    (8, {EMAIL: "x" * 20_000 + "@example.org"}, EMAIL),
    (10, {EMAIL: "a@localhost"}, EMAIL),
    (10, {EMAIL: "a@intranet"}, EMAIL),
    (11, {EMAIL: "a@[127.0.0.1]"}, EMAIL),
    (11, {EMAIL: "a@[IPv6:::1]"}, EMAIL),
    *((13, {EMAIL: f"{bad}@example.org"}, EMAIL) for bad in (".a", "a.", "a..b")),
    (13, {EMAIL: "a@b@example.org"}, EMAIL),
    (13, {EMAIL: "a@"}, EMAIL),
    (14, {EMAIL: '"a b"@example.org'}, EMAIL),
    (14, {EMAIL: '"a\\"b"@example.org'}, EMAIL),
    (17, {EMAIL: "üser@example.org"}, EMAIL),
    (19, {EMAIL: "\u0430da@example.org"}, EMAIL),
    (20, {EMAIL: "a@ex\u0430mple.org"}, EMAIL),
    *(
        (22, {EMAIL: f"a@exam{sign}ple.org"}, EMAIL)
        for sign in (ZWSP, "\u200d", "\u2060", "\u00ad")
    ),
    (23, {EMAIL: f"a{RLO}@example.org"}, EMAIL),
    (23, {EMAIL: f"a@exam{RLO}ple.org"}, EMAIL),
    (25, {EMAIL: "\uff21@example.org"}, EMAIL),
    (25, {EMAIL: "\ufb00@example.org"}, EMAIL),
    (26, {EMAIL: "a@example.org\r\nBcc: v@example.org"}, EMAIL),
    *(
        (31, {field: f"{FORM.get(field, '')}\x00"}, field)
        for field in (NAME, EMAIL, POSTCODE, "reason")
    ),
    (31, {COUNTRY: "GB\x00"}, COUNTRY),
    (34, {NAME: "x" * 101}, NAME),
    (34, {NAME: "x" * 30_000}, NAME),
    *(
        (35, {NAME: blank}, NAME)
        for blank in ("   ", ZWSP, "\u2800", "\u3164", "\ufeff", "\u00a0", "")
    ),
    (35, {NAME: None}, NAME),
    *((37, {NAME: f"Ada{sign}Field"}, NAME) for sign in (RLO, "\u2066", "\u200f")),
    (38, {NAME: f"Ada{ZWNJ}Field"}, NAME),
    (41, {NAME: "a" + "\u0301\u0302\u0303\u0304"}, NAME),
    (41, {NAME: "a" + "\u0301" * 99}, NAME),
    (43, {NAME: "𝒥𝑜𝒽𝓃"}, NAME),
    (46, {NAME: "<script>alert(1)</script>"}, NAME),
    (46, {NAME: "<img src=x onerror=alert(1)>"}, NAME),
    (46, {NAME: '"><svg onload=alert(1)>'}, NAME),
    *(
        (47, {NAME: text}, NAME)
        for text in ("{{7*7}}", "{% debug %}", "${jndi:ldap://x}", "%s%n")
    ),
    *((49, {NAME: f"{lead}=1+1"}, NAME) for lead in ("\t", "\r", "\n", " ", "\x00")),
    *((50, {NAME: f"{lead}1+1"}, NAME) for lead in "＝＋－＠"),
    (52, {"reason": "x" * 5001}, "reason"),
    (53, {NAME: "(" * 50_000}, NAME),
    (56, {POSTCODE: "SW1A OAA"}, POSTCODE),
    (56, {POSTCODE: "x" * 300}, POSTCODE),
    (56, {POSTCODE: "🏠"}, POSTCODE),
    (56, {POSTCODE: "ZZ99 3WZ"}, POSTCODE),
    (56, {POSTCODE: ""}, POSTCODE),
    *((58, {COUNTRY: code}, COUNTRY) for code in ("XX", "ZZZ", "../", "١", "G")),
    (59, {COUNTRY: "AT"}, POSTCODE),
    (61, {"consent": None, "newsletter": "on"}, "consent"),
    (61, {"consent": ""}, "consent"),
    (61, {"consent": "false"}, "consent"),
]


def nothing_happened():
    letters.write_due()
    return not Signature.objects.exists() and not CountChange.objects.exists()


@pytest.mark.parametrize(("row", "typed", "kept"), TAKEN, ids=ascii)
def test_an_honest_form_is_taken(sign, only_signature, row, typed, kept):
    assert sign(**typed).status_code == 302

    stored = {name: getattr(only_signature(), name) for name in kept}
    assert stored == kept


@pytest.mark.parametrize(("row", "typed", "beside"), REFUSED, ids=ascii)
def test_a_bad_form_comes_back_filled_in(sign, mailoutbox, row, typed, beside):
    response = sign(**typed)

    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [beside]
    page = response.content.decode()
    assert f'id="id_{beside}_error"' in page
    for name, value in FORM.items():
        if name not in typed and name != "consent" and value:
            assert value in str(form[name])
    if "consent" not in typed:
        assert "checked" in str(form["consent"])
    assert nothing_happened()
    assert not response.cookies


@pytest.mark.parametrize(
    "typed", [row[1] for row in REFUSED if "<" in str(row[1])], ids=ascii
)
def test_what_was_typed_is_shown_as_text(sign, typed):
    page = sign(**typed).content.decode()

    assert not any(value in page for value in typed.values())


def test_every_fault_is_told_at_once(client, petition):
    response = client.post(f"/petitions/{petition.slug}/sign/", {})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [
        "name",
        "email",
        "postcode",
        "consent",
    ]


def test_a_reason_is_shown_to_its_signer_as_text(sign, post_round, client, contents):
    """Row 46: a script that was typed runs nowhere."""
    sign(reason="<script>alert(1)</script>\n{{7*7}}")
    (message,) = post_round()
    page = client.get(contents(message).my_path).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{7*7}}" in page


def test_an_address_of_template_code_stays_text(sign, post_round, client):
    """Row 29."""
    sign(email="{{7*7}}@example.org")

    assert [message.to for message in post_round()] == [["{{7*7}}@example.org"]]


@pytest.mark.parametrize(
    ("row", "one", "other"),
    [
        (2, "a@example.org", "A@Example.ORG"),
        (5, "a.b.c+x@gmail.com", "abc@googlemail.com"),
        (16, "user@例え.jp", "user@xn--r8jz45g.jp"),
        (85, "u@bu\u0308cher.de", "u@b\u00fccher.de"),
    ],
)
def test_one_person_is_one_row_and_one_letter(
    sign, petition, post_round, row, one, other
):
    for email in [one, other] * 20:
        assert sign(browser=Client(), email=email).status_code == 302

    assert petition.signatures.count() == 1
    assert len(post_round()) == 1


@pytest.mark.parametrize(
    ("row", "one", "other"),
    [
        (4, "a@example.org", "a+tag@example.org"),
        (85, "a@relay.example.org", "a@example.org"),
    ],
)
def test_what_could_be_two_people_is_two_rows(sign, petition, row, one, other):
    sign(email=one)
    sign(email=other)

    assert petition.signatures.count() == 2


@pytest.mark.parametrize(
    "extra",
    [
        {"status": "confirmed", "state": "confirmed", "held": "false"},
        {"confirmed_at": "2020-01-01", "verified_at": "2020-01-01"},
        {"petition": "999", "petition_id": "999", "id": "1", "pk": "1"},
        {"is_staff": "1", "salt": "x", "signer_key": "x", "network": "x"},
        {"details": "x", "cleaned_data": "x", "__class__": "x", "\x00": "\x00"},
    ],
)
def test_fields_that_the_form_does_not_have_do_nothing(sign, only_signature, extra):
    """Row 62."""
    assert sign(**extra).status_code == 302

    kept = only_signature()
    assert kept.status == "pending"
    assert (kept.confirmed_at, kept.verified_at, kept.network) == (None, None, "")
    assert len(bytes(kept.salt)) == 16
    assert CountChange.objects.count() == 0


@pytest.mark.parametrize("field", FORM)
def test_a_field_that_is_sent_twice_is_taken_once(client, petition, field):
    fields = {name: [value] for name, value in FORM.items()}
    fields[field] = [f"<{fields[field][0]}", *fields[field]]
    response = client.post(f"/petitions/{petition.slug}/sign/", fields)

    assert response.status_code == 302


def test_a_name_is_kept_in_one_form_of_unicode(sign, only_signature):
    """Row 40."""
    sign(name="Rene\u0301 A\u030angstro\u0308m")

    assert unicodedata.is_normalized("NFC", only_signature().name)


def test_the_recount_command_still_runs_after_all_this(sign):
    sign()
    call_command("recount")
