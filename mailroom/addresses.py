"""Mail addresses: where a letter goes, whose signature it is, whose mailbox it fills.

One mailbox has many spellings. The address that a reader typed is where letters go;
the *canonical* address is who they are; both are made here and nowhere else, never
by `lower()` in SQL, which differs from Python's for letters such as U+0130.
"""

import hashlib
import hmac
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from email_validator import EmailNotValidError, validate_email

# Provider rules, from the providers' own help pages (July 2026): which domains are one
# service, whether dots are ignored, and that "+tag" is the same mailbox.
GMAIL = {"gmail.com", "googlemail.com"}
PROTON = {"protonmail.com", "proton.me", "pm.me", "protonmail.ch"}
ICLOUD = {"icloud.com", "me.com", "mac.com"}
YANDEX = {"yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz"}
ALIAS_DOMAINS = {
    **dict.fromkeys(GMAIL, "gmail.com"),
    **dict.fromkeys(PROTON, "proton.me"),
    **dict.fromkeys(ICLOUD, "icloud.com"),
    **dict.fromkeys(YANDEX, "yandex.ru"),
}
TAGS_IGNORED = {
    *ALIAS_DOMAINS.values(),
    *("outlook.com", "hotmail.com", "live.com", "msn.com", "fastmail.com"),
}
CHARACTERS_IGNORED = {"gmail.com": ".", "proton.me": ".-_"}

# Scripts that may stand together in one label of a domain name (UTS 39, "highly
# restrictive"): Japanese, Korean and Chinese mix theirs, and all three mix with Latin.
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}


# RFC 5321, 4.5.3.1.3, less the angle brackets.
LONGEST = 254


class AddressRefused(ValueError):
    """No mail server would take this address, or it is made to look like another."""


class Address(NamedTuple):
    """A mail address that was checked.

    `mail_to` is where letters go: the local part as typed, the domain as an A-label.
    `canonical` is the identity: two addresses with the same canonical form are one
    person. `mailbox` goes further and drops every "+tag": it limits how many letters
    a mailbox gets, where a wrong guess costs a delay and not a signature.
    """

    mail_to: str
    canonical: str
    mailbox: str


# A local part of RFC 5322, 3.2.3 (dot-atom) that no rule below can object to.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_plain = re.compile(rf"(?=[^@]{{1,64}}@)({_ATOM}(?:\.{_ATOM})*)@([A-Za-z0-9.-]+)")


def parse(typed: str) -> Address:
    """Check an address as typed.

    Raises AddressRefused for everything that RFC 5321 or RFC 5322 forbids, for quoted
    local parts, address literals and local parts outside ASCII (few servers take
    them, and look-alikes do harm: CVE-2019-19844).
    """
    text = typed.strip()
    plain = _plain.fullmatch(text)
    local, domain = _plain_parts(plain) if plain else _checked_parts(text)
    if len(f"{local}@{domain}") > LONGEST:
        raise AddressRefused
    return Address(
        mail_to=f"{local}@{domain}",
        canonical=_canonical(local, domain),
        mailbox=_mailbox(local, domain),
    )


def _plain_parts(plain: re.Match[str]) -> tuple[str, str]:
    """What the library would say, asked of each domain once: readers share few."""
    local, domain = plain.groups()
    return local, _checked_domain(domain)


@lru_cache(maxsize=4096)
def _checked_domain(domain: str) -> str:
    return _checked_parts(f"a@{domain}")[1]


def _checked_parts(text: str) -> tuple[str, str]:
    """Local part and domain, by the library and by our own rules."""
    _refuse_disguises(text)
    try:
        found = validate_email(
            text, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as error:
        raise AddressRefused from error
    for label in found.domain.split("."):
        _refuse_mixed_scripts(label)
    return found.local_part, found.ascii_domain.lower()


def _refuse_disguises(text: str) -> None:
    """Invisible, bidirectional and compatibility characters: a kelvin sign is no K."""
    if any(unicodedata.category(char)[0] in "CZ" for char in text):
        raise AddressRefused
    if unicodedata.normalize("NFKC", text) != unicodedata.normalize("NFC", text):
        raise AddressRefused
    if any(_is_another_letter(char) for char in text):
        raise AddressRefused


def _is_another_letter(char: str) -> bool:
    """A sign that Unicode holds to be some other single letter: kelvin, ångström."""
    same = unicodedata.normalize("NFC", char)
    return same != char and len(same) == 1


def _refuse_mixed_scripts(label: str) -> None:
    scripts = {_script(char) for char in label if char.isalpha()}
    if len(scripts - EAST_ASIAN) > 1:
        raise AddressRefused
    if scripts & EAST_ASIAN and scripts - EAST_ASIAN - {"LATIN"}:
        raise AddressRefused


def _script(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split()[0]


def _canonical(local: str, domain: str) -> str:
    local = local.lower()
    domain = ALIAS_DOMAINS.get(domain, domain)
    if domain in TAGS_IGNORED:
        # What is left of "ada.+news" ends in no point: that would be no address.
        local = local.split("+")[0].rstrip(".") or local
    for char in CHARACTERS_IGNORED.get(domain, ""):
        local = local.replace(char, "") or local
    return f"{local}@{domain}"


def _mailbox(local: str, domain: str) -> str:
    name, _, host = _canonical(local, domain).rpartition("@")
    return f"{name.split('+')[0] or name}@{host}"


def mailbox_key(address: Address) -> bytes:
    """A keyed hash of the mailbox, for limits and refusals that outlive the address."""
    return keyed_hash("mailbox", address.mailbox)


def keyed_hash(purpose: str, text: str, *, key: bytes = b"") -> bytes:
    """HMAC-SHA-256 of `text` under the site's secret, bound to `purpose`."""
    secret = settings.SECRET_KEY.encode() + key
    return hmac.digest(secret, f"{purpose}:{text}".encode(), hashlib.sha256)


def masked(mail_to: str) -> str:
    """`a•••@example.org`: enough to recognise one's own address, no more."""
    name, _, domain = mail_to.rpartition("@")
    return f"{name[:1]}•••@{domain}"
