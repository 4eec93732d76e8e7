"""A packed letter is, byte for byte, the one that the library builds."""

import re

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from hypothesis import given
from hypothesis import strategies as st

from mailroom import packing

BOUNDARY = re.compile(rb"={15}\w+==")
DATE = re.compile(rb"\r\nDate: [^\r]+")
FOLD = re.compile(rb"(\r\n(?:To|Message-ID)): ?\r\n ")
HTML = "<p>Good day"
BODIES = {
    "plain": "Good day.\n",
    "no line end": "Good day",
    "accents": "Good day, Zoë. 🕊\n",
    "dots": ".\n..\n.dot\n\n.\n",
    "empty lines": "\n\n\nGood day\n\n\n",
    "from line": "From somebody\n>From\n",
    "boundary": "--===============0123456789abcdef0123==\n--\n",
    "header": "Subject: no\nBcc: v@example.org\n\nx",
    "carriage returns": "a\r\nb\rc\n",
    "other line ends": "a\x0bb\x0cc\x85d\u2028e\u2029f\x1cg\n",
    "long line": "x" * 998 + "\n",
    "too long a line": "x" * 999 + "\n",
    "long in bytes": "é" * 500 + "\n",
    "nul": "a\x00b\n",
    "equals signs": "=3D =\n=E9\n",
    "nothing": "",
}
ADDRESSES = [
    "ada@example.org",
    "ada+tag@example.org",
    "o'brien@xn--bcher-kva.example",
    "a" * 64 + "@" + "b" * 60 + ".example.org",
    "-=?utf-8?q?x?=@example.org",
    "%s{}@example.org",
]
# What `addresses.parse` lets nobody type; the library says what becomes of it.
ODD_ADDRESSES = [
    '"a b"@example.org',
    "a..b@example.org",
    "zoë@example.org",
    "ada@bücher.example",
    "ada@[192.0.2.1]",
    "Ada <ada@example.org>",
]
SUBJECTS = ["Hello", "", "Grüße 🕊", "x " * 100, "é" * 200, "=?utf-8?q?no?=", "a: b"]
FROMS = [
    "Clarion <campaigns@example.org>",
    "campaigns@example.org",
    "Zoë’s Zeitung <campaigns@example.org>",
    '"A, B" <campaigns@example.org>',
]


def letter(
    *,
    subject="Hello",
    text="Good day.\n",
    html=HTML,
    to="ada@example.org",
    sender=FROMS[0],
    message_id="<letter-1-20261124000000@example.org>",
    **more,
):
    message = EmailMultiAlternatives(
        subject,
        text,
        sender,
        [to],
        headers={
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            **{name.replace("_", "-"): value for name, value in more.items()},
        },
    )
    if html:
        message.attach_alternative(html, "text/html")
    return message


def without_chance(packed):
    """But for the moment it was made, and a boundary that nobody can guess.

    And the library begins a new line before a long address, which says the same.
    """
    packed = FOLD.sub(rb"\1: ", DATE.sub(b"", packed))
    return BOUNDARY.sub(b"BOUNDARY", packed)


def assert_same(message):
    packed = packing.pack(message)

    assert without_chance(packed) == without_chance(packing.by_library(message))


@pytest.mark.parametrize("text", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("html", ["", HTML, "<p>Zoë\n.\n"])
def test_any_words_are_packed_as_the_library_does(text, html):
    assert_same(letter(text=text, html=html))


@pytest.mark.parametrize("html", BODIES.values(), ids=BODIES)
def test_any_markup_is_packed_as_the_library_does(html):
    assert_same(letter(html=html))


ONE_CLICK = "List-Unsubscribe=One-Click"
WAYS_OUT = [
    f"<https://example.org/my/{'0' * 40}/stop/>",
    f"<https://example.org/my/{'z' * 40}/stop/>",
    f"<https://campaigns.meridian.example:8443/newsletter/stop/{'0' * 40}/>",
    "<https://x.org/a>",
    f"<https://example.org/{'a' * 960}>",
    "<https://example.org/ä, b; c>",
]


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_any_way_out_is_packed_as_the_library_does(way_out):
    message = letter(List_Unsubscribe=way_out, List_Unsubscribe_Post=ONE_CLICK)

    assert_same(message)
    assert way_out.encode() in packing.pack(message) or not way_out.isascii()


def test_letters_with_ways_out_share_one_form():
    """Making a form takes longer than sending a letter."""
    packing._form.cache_clear()
    for number in range(9):
        way_out = WAYS_OUT[0].replace("0", str(number))
        packing.pack(letter(List_Unsubscribe=way_out, List_Unsubscribe_Post=ONE_CLICK))

    assert packing._form.cache_info().currsize == 1


@pytest.mark.parametrize("to", ADDRESSES + ODD_ADDRESSES)
def test_any_address_is_packed_as_the_library_does(to):
    assert_same(letter(to=to))


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("sender", FROMS)
def test_any_subject_and_sender_are_packed_as_the_library_does(subject, sender):
    assert_same(letter(subject=subject, sender=sender))


def test_a_long_id_is_packed_as_the_library_does():
    assert_same(letter(message_id=f"<letter-1@{'a' * 60}.example.org>"))


@pytest.mark.parametrize("words", [{"text": "a\udce9"}, {"html": "\ud800"}])
def test_what_is_no_text_is_refused_as_the_library_does(words):
    with pytest.raises(UnicodeEncodeError):
        packing.pack(letter(**words))


@given(text=st.text(max_size=80), html=st.text(max_size=80))
def test_whatever_is_written_is_packed_as_the_library_does(text, html):
    assert_same(letter(text=text, html=html))


@pytest.mark.parametrize("text", [BODIES["plain"], BODIES["accents"], BODIES["dots"]])
@pytest.mark.parametrize("to", ADDRESSES)
def test_the_library_builds_no_plain_letter_twice(monkeypatch, text, to):
    packing.pack(letter(text=text))
    monkeypatch.setattr(packing, "_as_bytes", lambda built: pytest.fail("built"))

    assert f"\r\nTo: {to}\r\n".encode() in packing.pack(letter(text=text, to=to))


def test_each_letter_says_who_when_and_which(monkeypatch):
    packing.pack(letter())
    monkeypatch.setattr(packing, "formatdate", lambda **options: "Tomorrow")
    packed = packing.pack(letter(to="bo@example.org", message_id="<2@example.org>"))

    assert b"\r\nTo: bo@example.org\r\n" in packed
    assert b"\r\nMessage-ID: <2@example.org>\r\n" in packed
    assert b"\r\nDate: Tomorrow\r\n" in packed
    assert b"ada@" not in packed


def test_nobody_can_know_the_boundary_of_the_next_letter():
    """Or the words of a name could end a part, and begin another."""
    first, second = (
        set(BOUNDARY.findall(packing.pack(letter()))) for _number in range(2)
    )

    assert len(first) == len(second) == 1
    assert first != second


@pytest.mark.parametrize(
    "message_id", ["<1@bücher.example>", "<1 2@x>", "1", "<1>\r\nX: y"]
)
def test_an_odd_id_is_the_librarys_to_judge(monkeypatch, message_id):
    monkeypatch.setattr(packing, "by_library", lambda message: b"the library's")

    assert packing.pack(letter(message_id=message_id)) == b"the library's"


@pytest.mark.parametrize(
    "changes",
    [
        {"cc": ["bo@example.org"]},
        {"bcc": ["bo@example.org"]},
        {"reply_to": ["bo@example.org"]},
        {"attachments": [("a.txt", "a", "text/plain")]},
        {"to": ["ada@example.org", "bo@example.org"]},
        {"alternatives": [("<p>a", "text/html"), ("<p>b", "text/html")]},
        {"alternatives": [("# a", "text/markdown")]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_no_form_has_a_gap_for_is_left_to_the_library(monkeypatch, changes):
    message = letter()
    for name, value in changes.items():
        setattr(message, name, value)
    monkeypatch.setattr(packing, "by_library", lambda message: b"the library's")

    assert packing.pack(message) == b"the library's"


@pytest.mark.parametrize("subject", ["a\nBcc: v@example.org", "a\r\n\r\nx", "a\rb"])
def test_a_subject_with_a_line_break_is_refused(subject):
    with pytest.raises(BadHeaderError):
        packing.pack(letter(subject=subject))


def test_what_a_reader_typed_is_never_taken_for_a_mark():
    text = f"{packing._gap('to')} {packing._gap('html')}\n"

    assert_same(letter(text=text))
