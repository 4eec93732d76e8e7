"""What a comment may be, and what its writer is told when it may not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import cleaning
from comments.cleaning import Fault, NotAComment


def fault_of(typed):
    with pytest.raises(NotAComment) as caught:
        cleaning.clean(typed)
    return caught.value.fault, caught.value.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hello", "Hello"),
        ("  \n\n Hello  \n \n\n\n you \t\n", " Hello\n\n you"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("e\u0301", "\u00e9"),
        ("so\u00adft\u200b \ufeffhyphen", "soft hyphen"),
        ("👩\u200d👩\u200d👧",) * 2,
        ("\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",) * 2,
        ("می\u200cخواهم",) * 2,
        ("שָׁלוֹם עֲלֵיכֶם",) * 2,
        ("שלום\u200f!",) * 2,
        ("Việt Nam, नमस्ते, สวัสดี",) * 2,
        ("1\ufe0f\u20e3 ❤️",) * 2,
        ("😀",) * 2,
    ],
)
def test_what_people_write_is_kept_as_they_wrote_it(typed, kept):
    assert cleaning.clean(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  \n\t ",
        "\u200b\u200b",
        "\u2800\u3164",
        "\u0301",
        "> \n>>",
        "\x00",
        "\u202e",
    ],
)
def test_what_nobody_can_see_is_no_comment(typed):
    assert fault_of(typed)[0] is Fault.EMPTY


def test_five_thousand_characters_are_taken_and_one_more_is_not():
    assert cleaning.clean("x" * 5000)
    assert cleaning.clean("😀" * 5000)
    assert cleaning.clean("one\r\n" * 1250)
    assert fault_of("x" * 5001) == (Fault.TOO_LONG, "x" * 5001)


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufffa"]
)
def test_control_characters_are_taken_out_and_that_is_said(character):
    assert fault_of(f"a{character}b") == (Fault.CONTROL, "ab")


@pytest.mark.parametrize(
    "character", [chr(n) for n in range(0x202A, 0x202F)] + ["\u2067"]
)
def test_what_turns_the_text_around_is_taken_out_and_that_is_said(character):
    assert fault_of(f"a{character}b") == (Fault.TURNING, "ab")


def test_marks_that_climb_over_the_lines_around_are_refused():
    assert fault_of("Z" + "\u0336\u0321" * 8 + "algo")[0] is Fault.MARKS
    assert fault_of("e" + "\u0301" * 6)[0] is Fault.MARKS


def test_letters_of_tags_that_hide_a_second_text_are_taken_out():
    assert cleaning.clean("hi\U000e0068\U000e0069") == "hi"


@given(st.text(max_size=60))
def test_what_was_taken_once_is_taken_again_as_it_is(typed):
    try:
        kept = cleaning.clean(typed)
    except NotAComment as fault:
        kept = fault.text
        if fault.fault in (Fault.CONTROL, Fault.TURNING):
            assert cleaning.clean(kept) == kept
        return
    assert cleaning.clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
