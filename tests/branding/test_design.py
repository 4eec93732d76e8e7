"""The living page of all parts: who sees it, and that nothing is left out of it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from branding.brand import Brand, from_file
from branding.design import own, specimens, tokens
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/design/"
FOLDER = settings.BASE_DIR / "templates"
# Partials that draw nothing: they stand in the head of a page.
NOT_SEEN = {
    "campaigns/_story_head.html",
    "components/feed.html",
    "components/oembed_link.html",
    "components/open_graph.html",
}
STAFFS = ("admin/", "desk/", "allauth/")


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def partials():
    names = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html")}
    return {
        name
        for name in names - NOT_SEEN
        if (Path(name).name.startswith("_") or name.startswith("components/"))
        and not name.startswith(STAFFS)
    }


def test_every_shared_part_of_a_page_is_shown(client, demo):
    answer = client.get(PAGE)
    assert answer.status_code == 200

    shown = {template.name for template in answer.templates}
    assert partials() - shown == set()


def test_every_letter_is_shown(client, demo):
    folder = FOLDER / "emails"
    written = {
        str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.html")
    }
    assert written - {"base"} == set(specimens.letters())
    for name in specimens.letters():
        answer = client.get(f"/design/letters/{name}/")
        assert answer.status_code == 200, name
        assert "unsafe-inline" in answer["Content-Security-Policy"]
    assert client.get("/design/letters/nothing/").status_code == 404


@pytest.mark.parametrize("name", own.PAGES)
def test_a_page_of_what_went_wrong_is_shown_whole_and_says_what_to_do(
    client, demo, name
):
    answer = client.get(f"/design/pages/{name}/")
    assert answer.status_code == 200

    main = re.search(r"<main[^>]*>(.*)</main>", answer.text, re.DOTALL)[1]
    assert len(re.findall(r"<h1>[^<]", main)) == 1
    assert '<p class="standfirst">' in main
    assert re.search(r'<a href="/|<button', main)


def test_what_broke_is_said_before_the_look_of_the_newsroom_is_asked_for(client, demo):
    page = client.get("/design/pages/500/").text
    assert page.index("brand.css") > page.index("</main>")


def test_no_other_template_is_shown_whole(client, demo):
    for name in ("base", "spread", "nothing"):
        assert client.get(f"/design/pages/{name}/").status_code == 404


def test_readers_find_no_such_page(client, settings):
    settings.DEMO = False
    assert client.get(PAGE).status_code == 404
    assert client.get("/design/pages/500/").status_code == 404
    assert client.get("/design/letters/petitions/confirm/").status_code == 404


def test_staff_see_it_and_nobody_keeps_or_lists_it(client, settings):
    settings.DEMO = False
    factories.at_the_desk(client, factories.make_olu())
    answer = client.get(PAGE)

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in answer.text


def test_it_changes_nothing_whatever_is_sent(client, demo):
    assert client.post(PAGE).status_code == 405


def test_no_two_elements_have_the_same_id(client, demo):
    ids = re.findall(r'\sid="([^"]+)"', client.get(PAGE).text)
    assert sorted(ids) == sorted(set(ids))


def test_a_label_still_belongs_to_its_field():
    drawn = specimens.with_own_ids(
        '<label for="a">x</label><input id="a" aria-describedby="b c"><i id="b"></i>'
        '<a href="#a">y</a><a href="#elsewhere">z</a>',
        3,
    )
    assert drawn == (
        '<label for="a-x3">x</label><input id="a-x3" aria-describedby="b-x3 c">'
        '<i id="b-x3"></i><a href="#a-x3">y</a><a href="#elsewhere">z</a>'
    )


@pytest.mark.parametrize(
    "brand", [Brand(), from_file("kestrel"), from_file("meridian")]
)
@pytest.mark.parametrize("is_dark", [False, True])
def test_every_pair_of_colours_that_meets_can_be_read(brand, is_dark):
    weak = [pair for pair in tokens.pairs(brand, is_dark=is_dark) if not pair.is_enough]
    assert weak == []


def test_every_step_of_type_and_space_has_a_sample():
    sheet = (settings.BASE_DIR / "static/css/design.css").read_text()
    for kind in ("size", "space"):
        for name, _value in tokens.named(f"{kind}-"):
            assert f'[data-{kind}="{name}"]' in sheet


def test_every_template_that_is_shown_exists(rf):
    for app in specimens._apps:
        for chapter in app.chapters():
            for each in chapter.specimens:
                get_template(each.template)
