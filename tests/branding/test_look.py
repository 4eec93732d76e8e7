import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse
from PIL import Image

from branding import known
from branding.brand import EXAMPLES, BadBrand, Brand, from_file
from branding.models import LegalText, Look
from branding.sheet import css
from config import shedding
from mailroom import printing
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "/admin/branding/look/add/"
EMPTY = {
    **dict.fromkeys(("paper", "ink", "accent", "foot_words"), ""),
    **dict.fromkeys(("paper_dark", "ink_dark", "accent_dark"), ""),
    "headlines": "serif",
    "text": "serif",
    "corners": "slight",
    "masthead": "paper",
}
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9"/></svg>'


@pytest.fixture(autouse=True)
def _asked_anew():
    known.forget()


@pytest.fixture
def desk(client):
    factories.at_the_desk(client, factories.make_olu())
    return client


def test_nobody_has_a_sheet_who_looks_as_clarion_does(client):
    assert "brand.css" not in client.get("/").text
    assert css(Brand()) == ""


def test_the_desk_sets_a_look_that_every_page_shows(desk, client):
    answer = desk.post(ADD, EMPTY | {"accent": "#0b5c4a", "accent_dark": "#6fd0b6"})
    assert answer.status_code == 302

    page = client.get("/").text
    address = page.split('href="/brand.css?v=')[1].split('"')[0]
    sheet = client.get(f"/brand.css?v={address}")
    assert "--accent: #0b5c4a;" in sheet.text
    assert "--accent: #6fd0b6;" in sheet.text
    assert "immutable" in sheet["Cache-Control"]
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" not in client.get("/brand.css?v=older")["Cache-Control"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("accent", "#ffcc00", "The accent on paper has a contrast of 1.3 to 1"),
        ("ink_dark", "#333333", "Ink on paper has a contrast of"),
        ("paper", "cream", "Write a colour as #bd2c14."),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(desk, field, value, words):
    answer = desk.post(ADD, EMPTY | {field: value})
    assert answer.status_code == 200
    assert words in answer.context["adminform"].form.errors[field][0]
    assert not Look.objects.exists()


def test_there_is_one_look(desk):
    desk.post(ADD, EMPTY | {"accent": "#0b5c4a"})
    assert desk.get(ADD).status_code == 403


def test_a_logo_is_named_by_what_it_holds_and_stands_in_the_masthead(desk, client):
    logo = SimpleUploadedFile("our logo.svg", DRAWING, "image/svg+xml")
    assert desk.post(ADD, EMPTY | {"logo": logo}).status_code == 302
    look = Look.objects.get()
    assert look.logo.name.startswith("brand/")
    assert "our" not in look.logo.name
    page = client.get("/").text
    assert f'src="{look.logo.url}" alt="' in page
    served = client.get(look.logo.url)
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in served["Cache-Control"]


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
        b"GIF89a",
        b"nothing",
        b"<svg/>" + b" " * 200_001,
    ],
)
def test_a_mark_that_is_no_plain_drawing_is_refused(desk, content):
    logo = SimpleUploadedFile("logo.svg", content, "image/svg+xml")
    answer = desk.post(ADD, EMPTY | {"logo": logo})
    assert answer.context["adminform"].form.errors["logo"]
    assert not Look.objects.exists()


def test_a_logo_may_be_of_pixels(desk, tmp_path):
    Image.new("RGBA", (90, 28)).save(tmp_path / "logo.png")
    logo = SimpleUploadedFile("x.gif", (tmp_path / "logo.png").read_bytes())
    assert desk.post(ADD, EMPTY | {"logo": logo}).status_code == 302
    assert Look.objects.get().logo.name.endswith(".png")


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.toml")))
def test_each_example_can_be_read(name):
    assert css(from_file(name)) or from_file(name) == Brand()


def test_the_examples_are_opposites():
    meridian, kestrel = from_file("meridian"), from_file("kestrel")
    for name in ("headlines", "text", "corners", "masthead"):
        assert getattr(meridian, name) != getattr(kestrel, name)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("accent = 12", "accent is not one of"),
        ("colour = '#000'", "colour is not one of"),
        ("accent = '#ffcc00'", "contrast"),
        ("corners = 'oval'", "One of: square, slight, round."),
        ("accent =", "Invalid value"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, told, words):
    path = tmp_path / "brand.toml"
    path.write_text(told)
    with pytest.raises(BadBrand, match=words):
        from_file(str(path))


def test_the_desk_goes_before_the_environment(settings, client):
    settings.BRAND = "kestrel"
    known.from_environment.cache_clear()
    assert "--accent: #1f3fd1;" in client.get("/brand.css").text
    Look.objects.create(accent="#0b5c4a")
    known.forget()
    assert "#1f3fd1" not in client.get("/brand.css").text
    settings.BRAND = ""
    known.from_environment.cache_clear()


def test_legal_texts_stand_in_the_foot_and_hold_no_html(desk, client):
    added = desk.post(
        "/admin/branding/legaltext/add/",
        {
            "slug": "imprint",
            "title": "Imprint",
            "place": "0",
            "body": "# Who\n\n<script>x</script> [us](javascript:alert(1)) **we**",
        },
    )
    assert added.status_code == 302
    address = reverse("branding:legal", args=["imprint"])
    assert f'<a href="{address}">Imprint</a>' in client.get("/").text
    page = client.get(address).text
    assert "<h2>Who</h2>" in page
    assert "<strong>we</strong>" in page
    assert "<script>x" not in page
    assert 'href="javascript' not in page


def test_letters_take_the_accent(client):
    Look.objects.create(accent="#0b5c4a")
    known.forget()
    assert printing._site()["accent"] == "#0b5c4a"


@pytest.mark.parametrize(
    ("logo", "is_shown"),
    [("/media/brand/a.png", True), ("/media/brand/a.svg", False)],
)
def test_letters_have_the_logo_where_mail_programs_can_show_it(
    settings, logo, is_shown
):
    settings.SITE_URL = "https://news.example"
    before = known.brand()
    known.keep(Brand(logo=logo), (), 60)
    try:
        letter = printing.once("account/code", {"code": "K7MQ42", "code_minutes": 15})
    finally:
        known.keep(before, (), 0)
    name = settings.NEWSROOM_NAME
    assert (f'src="https://news.example{logo}" alt="{name}"' in letter.html) is is_shown
    assert (f">{name}</a>" in letter.html) is not is_shown


@pytest.mark.parametrize("named", ["meridian", "kestrel"])
def test_letters_are_in_the_newsrooms_look(named):
    brand = from_file(named)
    before = known.brand()
    known.keep(brand, (), 60)
    try:
        html = printing.once("account/code", {"code": "K7", "code_minutes": 15}).html
    finally:
        known.keep(before, (), 0)
    # The usual look's own ink and paper must not shine through another's.
    for colour in (brand.light.paper, brand.light.ink, brand.dark.paper):
        assert str(colour) in html
    assert ("#fbf8f2" in html) is (named == "meridian")
    assert len(html.encode()) < 60_000


def test_pages_go_on_while_the_database_is_away(monkeypatch):
    known.keep(Brand(accent="#0b5c4a"), (("imprint", "Imprint"),), 0)

    def away(*_args, **_more):
        raise OperationalError

    monkeypatch.setattr(LegalText.objects, "values_list", away)
    known.refresh()
    assert known.brand().accent == "#0b5c4a"
    assert known.told(may_ask=True)["legal"] == (("imprint", "Imprint"),)


def test_the_page_that_says_so_asks_no_database(
    rf, django_assert_num_queries, settings
):
    known.keep(Brand(accent="#0b5c4a"), (("imprint", "Imprint"),), 0)
    with django_assert_num_queries(0):
        page = shedding.busy(rf.get("/"))
    assert page.status_code == 503
    assert "Imprint" in page.text
    assert "/brand.css?v=" in page.text


def test_the_desk_has_the_sites_colours_by_its_own_switch():
    """static/css/desk-look.css repeats static/css/tokens.css, bound to color-scheme."""
    css_folder = settings.BASE_DIR / "static" / "css"
    tokens = (css_folder / "tokens.css").read_text()
    begin, dark_from = tokens.index(":root"), tokens.index("color-scheme: dark")
    one = re.compile(r"--([\w-]+): (#[0-9a-f]+);")
    light = dict(one.findall(tokens[begin:dark_from]))
    dark = dict(one.findall(tokens[dark_from : tokens.index("prefers-contrast")]))

    pair = re.compile(r"    --([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);")
    desk = pair.findall((css_folder / "desk-look.css").read_text())
    assert {name: (one, other) for name, one, other in desk} == {
        name: (light[name], dark[name]) for name in light
    }
