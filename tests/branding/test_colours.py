import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branding import palette
from branding.colours import BLACK, WHITE, Colour, contrast, read
from branding.palette import USUAL_DARK, USUAL_LIGHT, Given
from config.settings import BASE_DIR

TOKENS = (BASE_DIR / "static" / "css" / "tokens.css").read_text()
COLOURS = st.builds(Colour, *[st.integers(0, 255)] * 3)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # Worked examples of WCAG's own, and the greys that every checker knows.
        ("#000", "#fff", 21),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#bd2c14", "#bd2c14", 1),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float):
    assert contrast(read(one), read(other)) == pytest.approx(ratio, abs=0.01)
    assert contrast(read(other), read(one)) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("written", ["red", "#12", "#12345g", "# 123456", "#１２３"])
def test_what_is_no_colour_is_refused(written: str):
    with pytest.raises(ValueError, match=re.escape(written)):
        read(written)


def test_short_and_long_are_the_same():
    assert read("#b21") == read("#bb2211") == Colour(0xBB, 0x22, 0x11)
    assert str(read("#B21")) == "#bb2211"


@pytest.mark.parametrize(("usual", "part"), [(USUAL_LIGHT, 0), (USUAL_DARK, 1)])
def test_the_usual_colours_are_those_of_the_stylesheet(usual: Given, part: int):
    block = TOKENS.split("prefers-color-scheme: dark")[part]
    for name in Given._fields:
        written = re.search(rf"--{name}: (#\w+);", block)
        assert written
        assert read(written.group(1)) == getattr(usual, name)
    assert palette.complaints(usual) == []


@given(COLOURS, COLOURS, COLOURS)
def test_whatever_is_not_refused_can_be_read(
    paper: Colour, ink: Colour, accent: Colour
):
    given_ = Given(paper, ink, accent)
    if palette.complaints(given_):
        return
    found = palette.of(given_)
    for words, ground in (
        ("ink", "paper"),
        ("ink-soft", "paper-sunk"),
        ("ink-soft", "paper-raised"),
        ("accent", "paper"),
        ("accent", "paper-raised"),
        ("accent", "paper-sunk"),
        ("on-accent", "accent"),
        ("on-accent", "accent-pressed"),
    ):
        assert contrast(found[words], found[ground]) >= 4.5, (words, ground)
    assert contrast(found["field-line"], found["paper"]) >= 3


def test_a_pair_that_cannot_be_read_is_named_with_its_ratio():
    (name, words), *more = palette.complaints(Given(WHITE, BLACK, read("#ffcc00")))
    assert name == "accent"
    assert "1.4 to 1" in words
    assert not more
