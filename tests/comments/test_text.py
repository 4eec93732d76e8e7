"""What a reader wrote becomes HTML that is safe on our pages."""

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import text

# One in each line, and what no line of a text file holds.
ATTACKS = Path(__file__).parent.parent / "data/attacks.txt"
PAYLOADS = [
    *ATTACKS.read_text(encoding="utf-8").splitlines(),
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<img src=x onerror\x0b=alert(1)>",
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    "[x](java\u200bscript:alert(1))",
    "\ufeff<script>alert(1)</script>",
    "\uff1cscript\uff1ealert(1)",
    "<svg\x0conload=alert(1)>",
    "https://a.example/\u202egpj.exe",
    "<p>\n" * 50,
]
ATTRIBUTES = {"a": {"href", "rel"}, "p": {"dir"}}
VOID = {"br"}
# Four times what all of these stay below on a quiet machine.
MOST_SECONDS = 0.2


class Reader(HTMLParser):
    """Refuses what the allow-list does not name, and what is not closed in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.links = []

    def handle_starttag(self, tag, attrs):
        assert tag in text.TAGS
        names = [name for name, _value in attrs]
        assert set(names) <= ATTRIBUTES.get(tag, set())
        assert len(names) == len(set(names))
        if tag == "a":
            self.links.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    for link in reader.links:
        assert link["rel"] == "nofollow ugc noopener"
        assert re.match(r"https?://", link.get("href", "https://"), re.IGNORECASE)
    return reader


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Plain words.", '<p dir="auto">Plain words.</p>'),
        ("one\ntwo", '<p dir="auto">one<br>\ntwo</p>'),
        ("one\n\ntwo", '<p dir="auto">one</p>\n<p dir="auto">two</p>'),
        ("**b** and *i*", '<p dir="auto"><strong>b</strong> and <em>i</em></p>'),
        (r"\*so\*", '<p dir="auto">*so*</p>'),
        ("> said", '<blockquote>\n<p dir="auto">said</p>\n</blockquote>'),
        ("a < b & c", '<p dir="auto">a &lt; b &amp; c</p>'),
        ("&lt;b&gt;", '<p dir="auto">&amp;lt;b&amp;gt;</p>'),
        ("# not a heading", '<p dir="auto"># not a heading</p>'),
        ("- no list", '<p dir="auto">- no list</p>'),
        ("    no code `x`", '<p dir="auto">no code `x`</p>'),
        ("a | b\n--|--", '<p dir="auto">a | b<br>\n--|--</p>'),
        ("---", '<p dir="auto">---</p>'),
        ("<b>x</b>", '<p dir="auto">&lt;b&gt;x&lt;/b&gt;</p>'),
        ("[x](/accounts/)", '<p dir="auto">[x](/accounts/)</p>'),
        ("[x](mailto:a@b.example)", '<p dir="auto">[x](mailto:a@b.example)</p>'),
    ],
)
def test_a_little_markdown_is_drawn_and_all_else_stays_as_it_was_typed(typed, drawn):
    assert text.to_html(typed) == drawn


def test_what_follows_a_quotation_is_the_readers_own_again():
    drawn = text.to_html("> They said so.\nI do not think so.")

    assert drawn.endswith("</blockquote>\n" + '<p dir="auto">I do not think so.</p>')


def test_no_quotation_is_deeper_than_a_page_is_wide_and_no_word_is_lost():
    drawn = text.to_html(">" * 1000 + " deep")

    assert drawn.count("<blockquote>") == text.MOST_QUOTES
    assert "deep" in drawn


@pytest.mark.parametrize(
    ("typed", "href", "words"),
    [
        ("[here](https://a.example/x)", "https://a.example/x", "here"),
        ("[**so**](https://a.example)", "https://a.example", "<strong>so</strong>"),
        ("see https://a.example/x_y_z.", "https://a.example/x_y_z", None),
        ("(https://a.example/w_(x))", "https://a.example/w_(x)", None),
        ("https://a.example/?a=1&b=2", "https://a.example/?a=1&amp;b=2", None),
        ("**https://a.example**", "https://a.example", None),
        ("HTTP://A.example", "HTTP://A.example", None),
        ("> https://a.example/*x*", "https://a.example/*x", None),
    ],
)
def test_links_and_addresses_lead_out_and_vouch_for_nothing(typed, href, words):
    rel = f'rel="{text.LINK_REL}"'
    assert f'<a href="{href}" {rel}>{words or href}</a>' in text.to_html(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,hi)",
        "[x](//evil.example)",
        "https://",
        "https://user:pass@evil.example/",
        "xhttps://a.example",
        "ftp://a.example",
    ],
)
def test_nothing_else_is_a_link(typed):
    assert "<a" not in text.to_html(typed)


def test_no_link_says_that_it_leads_elsewhere():
    """Both addresses are there to be seen."""
    drawn = text.to_html("[https://bank.example](https://evil.example)")

    assert ">https://bank.example</a>" in drawn
    assert ">https://evil.example</a>" in drawn


def test_a_link_has_no_title_of_its_own():
    assert "title" not in text.to_html("[x](https://a.example 'Trust me')")


def test_pictures_of_other_sites_are_never_asked_for():
    assert "<img" not in text.to_html("![x](https://a.example/pixel.png)")


def test_arabic_and_hebrew_run_their_own_way_beside_english():
    drawn = text.to_html("مرحبا بكم\n\nWelcome\n\n> שלום")

    assert drawn.count('<p dir="auto">') == drawn.count("<p") == 3


def test_there_are_two_hundred_payloads():
    assert len(set(PAYLOADS)) >= 200


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_attack_leaves_more_than_words(payload):
    read(text.to_html(payload))
    read(text.clean(payload))


MARKS = st.text(
    alphabet=st.one_of(
        st.sampled_from("*_[]()<>!&\"'`\\/:#\n\t >hatps.xjv=-~"), st.characters()
    ),
    max_size=120,
)


@given(MARKS)
def test_whatever_is_typed_comes_out_well_formed_and_stays_so(typed):
    drawn = text.to_html(typed)

    read(drawn)
    assert text.clean(drawn) == drawn


@given(
    st.lists(st.sampled_from([*PAYLOADS, "**", "> ", "\n", "](", "https://a.example/"]))
)
def test_no_mixture_of_attacks_gets_further(parts):
    read(text.to_html("".join(parts)))


@pytest.mark.parametrize(
    "typed",
    [
        "[" * 5000,
        "[" * 2500 + "]" * 2500,
        "[a](" * 1250,
        "[a](https://x.example" * 230,
        "(" * 5000,
        "(" * 100_000,
        ">" * 1000,
        "> " * 2500,
        "\n".join(">" * depth for depth in range(99)),
        "<b>" * 1000,
        "*" * 5000,
        "**a *b " * 714,
        "_a*" * 1666,
        "*_" * 2500,
        "https://a.b " * 416,
        "https://a.example/" + ")" * 4980,
        "http:" * 1000,
        "\\" * 5000,
        "![" * 2500,
    ],
    ids=lambda typed: f"{typed[:8]!r} {len(typed)}",
)
def test_no_text_takes_long(typed):
    def seconds():
        begun = time.process_time()
        text.to_html(typed)
        return time.process_time() - begun

    assert min(seconds() for _ in range(3)) < MOST_SECONDS
