"""Links of letters: they survive mail programs, and open one thing only."""

import string
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions import tokens
from petitions.models.signature import new_salt
from tests import factories


@pytest.fixture
def signature(petition):
    return factories.make_signature(petition)


@pytest.fixture
def token(signature):
    return tokens.make(tokens.CONFIRM, signature)


MANGLINGS = {
    "as it was": lambda token: token,
    "upper case": str.upper,
    "title case": str.title,
    "full stop": lambda token: f"{token}.",
    "bracket": lambda token: f"{token})",
    "angle bracket": lambda token: f"<{token}>",
    "quotes": lambda token: f'"{token}"',
    "comma": lambda token: f"{token},",
    "slash": lambda token: f"{token}/",
    "spaces around": lambda token: f"  {token}\t",
    "soft line break": lambda token: f"{token[:20]}=\r\n{token[20:]}",
    "soft break of one sign": lambda token: f"{token[:20]}=\n{token[20:]}",
    "=3D": lambda token: f"=3D{token}",
    "=3d inside": lambda token: f"{token[:7]}=3d{token[7:]}",
    "folded": lambda token: f"{token[:20]}\r\n {token[20:]}",
    "in two words": lambda token: f"{token[:20]} {token[20:]}",
    "soft hyphen": lambda token: f"{token[:20]}\u00ad{token[20:]}",
    "hyphens": lambda token: "-".join(token),
    "encoded": lambda token: quote(f"{token}."),
    "encoded twice": lambda token: quote(quote(f"{token})", safe=""), safe=""),
    "encoded break": lambda token: f"{token[:20]}%3D%0D%0A{token[20:]}",
    "every letter encoded": lambda token: "".join(f"%{ord(c):02X}" for c in token),
    "o for zero": lambda token: token.replace("0", "o"),
    "O for zero": lambda token: token.replace("0", "O"),
    "i for one": lambda token: token.replace("1", "i"),
    "l for one": lambda token: token.replace("1", "l"),
    "I and L": lambda token: token.replace("1", "I", 1).replace("1", "L"),
}


@pytest.mark.parametrize("mangle", MANGLINGS.values(), ids=MANGLINGS)
def test_a_link_that_a_mail_program_mangled_still_opens(signature, token, mangle):
    assert tokens.read(tokens.CONFIRM, mangle(token)) == signature


@pytest.mark.parametrize("mangle", MANGLINGS.values(), ids=MANGLINGS)
def test_a_mangled_link_opens_its_page(client, token, mangle):
    """Browsers drop line breaks from an address themselves (WHATWG, URL)."""
    address = mangle(token).replace("\r", "").replace("\n", "")
    path = f"/petitions/confirm/{quote(address)}/"

    assert client.get(path, follow=True).status_code == 200


def test_the_token_is_made_of_what_survives(token):
    assert len(token) == 40
    assert set(token) <= set(string.digits + string.ascii_lowercase) - set("iluo")


@pytest.mark.parametrize("made_for", [tokens.CONFIRM, tokens.MY])
@pytest.mark.parametrize("used_for", [tokens.CONFIRM, tokens.MY, "", "other"])
def test_a_link_opens_what_it_was_made_for_and_nothing_else(
    signature, made_for, used_for
):
    token = tokens.make(made_for, signature)
    if made_for == used_for:
        assert tokens.read(used_for, token) == signature
        return
    with pytest.raises(tokens.BadToken):
        tokens.read(used_for, token)


def test_a_link_to_confirm_does_not_open_the_signers_page(client, signature, token):
    assert client.get(f"/my/{token}/").status_code == 404
    my = tokens.make(tokens.MY, signature)
    assert client.get(f"/petitions/confirm/{my}/").status_code == 404


WRONG = {
    "empty": lambda token: "",
    "one sign short": lambda token: token[:-1],
    "one sign short in front": lambda token: token[1:],
    "one sign long": lambda token: f"{token}0",
    "one sign long in front": lambda token: f"0{token}",
    "twice": lambda token: token * 2,
    "last sign changed": lambda token: token[:-1] + ("0" if token[-1] != "0" else "2"),
    "two signs swapped": lambda token: token[::-1],
    "a letter outside": lambda token: f"u{token[1:]}",
    "all zeros": lambda token: "0" * 40,
    "all z": lambda token: "z" * 40,
    "a megabyte": lambda token: "z" * 1_000_000,
    "another digit": lambda token: f"٠{token[1:]}",
}


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
def test_what_is_not_the_link_opens_nothing(token, spoil):
    with pytest.raises(tokens.BadToken):
        tokens.read(tokens.CONFIRM, spoil(token))


def test_a_link_opens_no_other_signature(petition, signature, token):
    other = factories.make_signature(petition, email="b@example.org")
    moved = tokens.make(tokens.CONFIRM, other)[:8] + token[8:]

    with pytest.raises(tokens.BadToken):
        tokens.read(tokens.CONFIRM, moved)


def test_a_new_salt_ends_every_older_link(signature, token):
    signature.salt = new_salt()
    signature.save(update_fields=["salt"])

    with pytest.raises(tokens.BadToken):
        tokens.read(tokens.CONFIRM, token)


def test_a_new_site_secret_ends_every_older_link(token, settings):
    settings.SECRET_KEY = "another"

    with pytest.raises(tokens.BadToken):
        tokens.read(tokens.CONFIRM, token)


def test_a_link_of_a_signature_that_is_gone_opens_nothing(signature, token):
    signature.delete()

    with pytest.raises(tokens.BadToken):
        tokens.read(tokens.CONFIRM, token)


def test_links_are_good_for_as_long_as_they_stand(signature, token):
    assert tokens.make(tokens.CONFIRM, signature) == token


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(salt=st.binary(min_size=16, max_size=16), purpose=st.sampled_from(["a", "my"]))
def test_every_link_reads_back(signature, salt, purpose):
    signature.salt = salt
    signature.save(update_fields=["salt"])
    token = tokens.make(purpose, signature)

    assert tokens.read(purpose, token) == signature
    assert tokens.read(purpose, token.upper() + ".") == signature


@pytest.mark.parametrize("number", [1, 2**31, 2**32 + 5, 2**40 - 1])
def test_the_largest_table_has_links_too(petition, number):
    signature = factories.make_signature(petition, email="x@example.org", pk=number)
    token = tokens.make(tokens.CONFIRM, signature)

    assert len(token) == 40
    assert tokens.read(tokens.CONFIRM, token).pk == number
