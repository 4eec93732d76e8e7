"""Addresses: many spellings of one mailbox are one person; disguises are refused."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailroom import addresses

GMAIL_SPELLINGS = [
    f"{local}{tag}@{domain}"
    for local, tag, domain in product(
        ["adafield", "ada.field", "AdaField", "a.d.a.f.i.e.l.d"],
        ["", "+news", "+a.b", "+A+b"],
        ["gmail.com", "googlemail.com", "GMAIL.com", "GoogleMail.COM"],
    )
]
ONE_PERSON = [
    ("ada.field@proton.me", "ada_field@protonmail.com"),
    ("ada@pm.me", "a-d-a+x@proton.me"),
    ("ada@icloud.com", "ada+x@me.com"),
    ("ada@ya.ru", "Ada+x@yandex.com"),
    ("ada@outlook.com", "ada+petition@outlook.com"),
    ("user@例え.jp", "user@xn--r8jz45g.jp"),
    ("user@BÜCHER.example", "user@xn--bcher-kva.example"),
    ("user@bu\u0308cher.de", "user@bücher.de"),
    ("A@EXAMPLE.org", "a@example.org"),
    # What a Japanese keyboard gives for a dot; domain names have it so (UTS 46).
    ("a@例え\u3002jp", "a@例え.jp"),
]
TWO_PEOPLE = [
    ("ada@example.org", "ada+tag@example.org"),
    ("ada.field@example.org", "adafield@example.org"),
    ("ada.field@outlook.com", "adafield@outlook.com"),
    ("ada@outlook.com", "ada@hotmail.com"),
    ("ada@gmail.com", "ada@gmail.com.example.org"),
    ("ada@straße.de", "ada@strasse.de"),
]
TAKEN = [
    "a%40x@example.org",
    "a!b@example.org",
    "'or'1'='1@example.org",
    "{{7*7}}@example.org",
    "o'brien@example.org",
    "x" * 64 + "@example.org",
    "user@例え.jp",
    "user@παράδειγμα.ελ",
    "user@пример.рф",
    "user@みんなの例え.jp",
    "user@日本ドメイン.jp",
]
REFUSED = {
    "empty": "",
    "65 in front": "x" * 65 + "@example.org",
    "255 in all": "x" * 64 + "@" + ("y" * 59 + ".") * 3 + "z" * 7 + ".ex",
    "label of 64": f"a@{'x' * 64}.org",
    "localhost": "a@localhost",
    "intranet": "a@intranet",
    "literal": "a@[127.0.0.1]",
    "literal of IPv6": "a@[IPv6:::1]",
    "leading dot": ".a@example.org",
    "trailing dot": "a.@example.org",
    "two dots": "a..b@example.org",
    "two ats": "a@b@example.org",
    "no domain": "a@",
    "no local": "@example.org",
    "dot domain": "a@.example.org",
    "ends in dot": "a@example.org.",
    "hyphen first": "a@-example.org",
    "quoted": '"a b"@example.org',
    "quoted quote": '"a\\"b"@example.org',
    "comment": "a(x)@example.org",
    "display name": "Ada <a@example.org>",
    "space": "a b@example.org",
    "local beyond ASCII": "üser@example.org",
    "cyrillic local": "\u0430da@example.org",
    "mixed label": "a@ex\u0430mple.org",
    "mixed greek": "a@g\u03bfogle.org",
    "mixed cyrillic and han": "a@п例.jp",
    "zero-width space": "a@exam\u200bple.org",
    "zero-width joiner": "a@exam\u200dple.org",
    "word joiner": "a@exam\u2060ple.org",
    "soft hyphen": "a@exam\u00adple.org",
    "bidi in domain": "a@exam\u202eple.org",
    "bidi in local": "a\u202e@example.org",
    "fullwidth": "\uff21@example.org",
    "fullwidth at": "a\uff20example.org",
    "fullwidth dot": "a@example\uff0eorg",
    "angstrom in domain": "a@\u212bngstrom.org",
    "ligature": "\ufb00@example.org",
    "ligature in domain": "a@\ufb00.org",
    "kelvin": "\u212aate@example.org",
    "kelvin in domain": "a@\u212aelvin.org",
    "dotless i": "\u0131@example.org",
    "long s": "\u017f@example.org",
    "long s in domain": "a@e\u017fe.org",
    "header": "a@example.org\r\nBcc: v@example.org",
    "NUL": "a\x00@example.org",
    "surrogate": "a\ud800@example.org",
    "surrogate in domain": "a@\ud800.org",
    "bad punycode": "a@xn--a.org",
    "punycode of a mixed label": "a@xn--exmple-4nf.org",
    "test domain": "a@example.test",
    "onion": "a@example.onion",
    "list": "a@example.org,b@example.org",
    "script": "<script>@example.org",
}


def test_64_spellings_of_one_mailbox_are_one_person():
    assert len(set(GMAIL_SPELLINGS)) == 64

    found = [addresses.parse(spelling) for spelling in GMAIL_SPELLINGS]

    assert {address.canonical for address in found} == {"adafield@gmail.com"}
    assert {address.mailbox for address in found} == {"adafield@gmail.com"}


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_spellings_of_one_mailbox_are_one_person(one, other):
    assert addresses.parse(one).canonical == addresses.parse(other).canonical


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_what_could_be_two_people_are_two(one, other):
    assert addresses.parse(one).canonical != addresses.parse(other).canonical


def test_every_tag_fills_the_same_mailbox():
    tagged, plain = (
        addresses.parse(text) for text in ("ada+x@example.org", "Ada@example.org")
    )

    assert tagged.mailbox == plain.mailbox
    assert addresses.mailbox_key(tagged) == addresses.mailbox_key(plain)


def test_a_letter_goes_where_its_reader_wrote():
    assert addresses.parse(" Ada.Field+x@GMAIL.com ").mail_to == (
        "Ada.Field+x@gmail.com"
    )
    assert addresses.parse("u@例え.jp").mail_to == "u@xn--r8jz45g.jp"


@pytest.mark.parametrize("typed", TAKEN)
def test_an_odd_address_that_the_standards_allow_is_taken(typed):
    assert addresses.parse(typed)


def test_the_longest_address_is_taken():
    longest = "x" * 64 + "@" + ("y" * 59 + ".") * 3 + "z" * 6 + ".ex"

    assert len(longest) == 254
    assert addresses.parse(longest).mail_to == longest


@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED)
def test_a_bad_or_disguised_address_is_refused(typed):
    with pytest.raises(addresses.AddressRefused):
        addresses.parse(typed)


@pytest.mark.parametrize("dots", ["....@gmail.com", "+x@gmail.com", "-._@proton.me"])
def test_an_address_of_ignored_characters_is_refused_or_still_has_a_name(dots):
    try:
        found = addresses.parse(dots)
    except addresses.AddressRefused:
        return
    assert not found.canonical.startswith("@")
    assert not found.mailbox.startswith("@")


@pytest.mark.parametrize(
    ("mail_to", "shown"),
    [("ada@example.org", "a•••@example.org"), ("a@example.org", "a•••@example.org")],
)
def test_a_masked_address_tells_its_owner_enough(mail_to, shown):
    assert addresses.masked(mail_to) == shown


def test_a_key_is_bound_to_its_purpose_and_to_the_site(settings):
    made = addresses.keyed_hash("mailbox", "a@example.org")
    assert addresses.keyed_hash("signer", "a@example.org") != made

    settings.SECRET_KEY = "another"
    assert addresses.keyed_hash("mailbox", "a@example.org") != made


def test_a_point_before_a_tag_is_no_part_of_the_mailbox():
    tagged = addresses.parse("ada.+news@me.com")
    assert tagged.canonical == addresses.parse("ada@me.com").canonical
    assert tagged.mail_to == "ada.+news@me.com"


LOCAL = st.text("abcXYZ019.+-_'!#%&/=?^{|}~*`$", min_size=1, max_size=30)
DOMAIN = st.sampled_from(
    ["example.org", "GMAIL.com", "me.com", "proton.me", "例え.jp", "bücher.de"]
)


@given(LOCAL, DOMAIN)
def test_what_letters_are_sent_to_is_the_same_person(local, domain):
    try:
        found = addresses.parse(f"{local}@{domain}")
    except addresses.AddressRefused:
        return
    again = addresses.parse(found.mail_to)
    assert again == found
    canonical = addresses.parse(found.canonical)
    assert canonical.canonical == found.canonical
    assert canonical.mailbox == found.mailbox


PLAIN_DOMAIN = st.text("abXY09.-", min_size=1, max_size=12) | st.sampled_from(
    ["example.org", "Example.ORG", "localhost", "example.test", "a" * 64 + ".org"]
)


@given(st.text("aZ09.+-_'!", max_size=70), PLAIN_DOMAIN)
def test_the_quick_way_says_what_the_library_says(local, domain):
    typed = f"{local}@{domain}"

    assert verdict(addresses.parse, typed) == verdict(parse_by_the_library, typed)


def verdict(parse, typed):
    try:
        return parse(typed)
    except addresses.AddressRefused:
        return "refused"


def parse_by_the_library(typed):
    local, domain = addresses._checked_parts(typed)
    if len(f"{local}@{domain}") > addresses.LONGEST:
        raise addresses.AddressRefused
    return addresses.Address(
        f"{local}@{domain}",
        addresses._canonical(local, domain),
        addresses._mailbox(local, domain),
    )


@given(st.text(st.characters(exclude_categories=[]), max_size=80))
def test_no_text_at_all_is_an_error(typed):
    try:
        found = addresses.parse(typed)
    except addresses.AddressRefused:
        return
    assert found.mail_to.isascii()
