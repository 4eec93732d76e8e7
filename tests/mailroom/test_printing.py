"""A letter filled in from a printed form is the letter that its templates make."""

from html.parser import HTMLParser
from typing import NamedTuple

import css_inline
import pytest
from django.template.loader import render_to_string

from config import context
from mailroom import printing


class Ask(NamedTuple):
    title: str = "Let <them> in & “stay”"
    target: str = "The Home Secretary"
    url: str = "https://example.org/petitions/x/"


LETTERS = {
    "petitions/confirm": (
        {"petition": Ask(), "code_hours": 24, "kept_days": 7},
        {"confirm_url": "https://example.org/c/0a1/", "code": "012345"},
    ),
    "petitions/already_signed": (
        {"petition": Ask(), "was_removed": False},
        {"signed_on": "1 March 2022"},
    ),
}
NAMES = ["", "Ada", "O’Brien", 'a"b', "<b>x", "a&amp;b", "it's", "{{ code }}", "\\1"]


class Reader(HTMLParser):
    """What a mail program makes of the markup."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.seen = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, attributes))

    def handle_data(self, data):
        self.seen.append(data)


def fill(name, **changes):
    values, blanks = LETTERS[name]
    blanks = {
        "first_name": "Ada",
        "my_url": "https://example.org/my/1/?a=1&b=2",
        "not_me_url": "https://example.org/my/1/not-me/",
        **blanks,
    }
    return values, blanks | changes


def rendered(name, values, blanks):
    """As if each letter were rendered by itself."""
    told = {**context.site(), **values, **blanks}
    inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
    return (
        " ".join(render_to_string(f"emails/{name}.subject.txt", told).split()),
        render_to_string(f"emails/{name}.txt", told).strip() + "\n",
        inliner.inline(render_to_string(f"emails/{name}.html", told)),
    )


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("first_name", NAMES)
def test_a_filled_form_is_the_rendered_letter(name, first_name):
    values, blanks = fill(name, first_name=first_name)
    subject, text, html = rendered(name, values, blanks)
    written = printing.from_templates(name, values, blanks=blanks)

    assert (written.subject, written.text) == (subject, text)
    assert Reader(written.html).seen == Reader(html).seen


def test_the_next_reader_gets_their_own_words():
    values, blanks = fill("petitions/confirm")
    printing.from_templates("petitions/confirm", values, blanks=blanks)
    blanks |= {"first_name": "Bo", "code": "999999"}
    written = printing.from_templates("petitions/confirm", values, blanks=blanks)

    assert "Ada" not in written.text + written.html
    assert "012345" not in written.text + written.html
    assert "Hello Bo" in written.text


def test_a_form_is_printed_once(monkeypatch):
    printing._form.cache_clear()
    values, blanks = fill("petitions/confirm")
    for number in range(5):
        blanks["code"] = f"00000{number}"
        printing.from_templates("petitions/confirm", values, blanks=blanks)

    assert printing._form.cache_info().misses == 1


def test_an_edited_title_and_a_changed_setting_are_new_forms(settings):
    values, blanks = fill("petitions/confirm")
    printing.from_templates("petitions/confirm", values, blanks=blanks)
    values = values | {"petition": Ask(title="Another")}
    settings.PRIVACY_CONTACT = "privacy@example.org"
    written = printing.from_templates("petitions/confirm", values, blanks=blanks)

    assert "Another" in written.subject
    assert "privacy@example.org" in written.text


def test_what_a_reader_typed_is_never_taken_for_a_blank():
    values, blanks = fill("petitions/confirm", first_name=f"{printing._mark}codex")
    written = printing.from_templates("petitions/confirm", values, blanks=blanks)

    assert f"Hello {printing._mark}codex," in written.text
