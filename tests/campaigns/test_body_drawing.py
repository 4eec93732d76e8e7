"""A story's text as its readers, and its feeds, get it."""

import time

import pytest
from django.utils.html import format_html

from campaigns import body, calls
from campaigns.calls import registry
from campaigns.models import Story
from campaigns.pictures import making
from tests import factories

PARAGRAPHS = "<p>One.</p><h2>Two</h2><p>Three.</p><blockquote><p>Four.</p></blockquote>"


@pytest.fixture(autouse=True)
def shout(monkeypatch):
    """A call that any app could offer; it leads nowhere without a target."""

    def draw(*, target, words, story, is_feed):
        look = "feed" if is_feed else "page"
        return format_html("<p>{}: {} {}</p>", look, words, target) if target else ""

    monkeypatch.setattr(registry, "_kinds", registry._kinds.copy())
    calls.register("shout", label="Shout", choices=None, draw=draw)


def drawn(html, **options):
    return body.render(factories.make_story(body=html), **options)


def shouted(target="loud", words="Now"):
    return (
        f'<aside data-call="shout" data-target="{target}" data-words="{words}"></aside>'
    )


def test_what_lies_in_the_database_is_not_trusted(db):
    story = factories.make_story()
    Story.objects.filter(pk=story.pk).update(
        body="<p onclick=x()>A<script>alert(1)</script></p><iframe src=//e></iframe>"
        '<figure data-embed="javascript:alert(1)"></figure>'
    )
    story.refresh_from_db()

    assert body.render(story) == "<p>A</p>"


def test_a_picture_stands_in_the_text_with_its_words(db):
    story = factories.make_story()
    picture = factories.make_body_picture(
        story=story, picture_caption="At <dawn>", picture_credit="Ola Nowak"
    )
    story.body = f'<p>A</p><figure data-picture="{picture.pk}"></figure><p>B</p>'
    html = body.render(story)

    assert html.index("<p>A</p>") < html.index("<img") < html.index("<p>B</p>")
    for part in ('alt="People walk to a house"', "At &lt;dawn&gt;", "Ola Nowak"):
        assert part in html
    assert 'width="1600" height="900"' in html
    assert 'loading="lazy"' in html
    assert "<source" not in html


def test_a_picture_has_its_smaller_forms_once_they_are_made(db):
    story = factories.make_story()
    picture = factories.make_body_picture(story=story)
    story.body = f'<figure data-picture="{picture.pk}"></figure>'
    making.make_missing()
    html = body.render(story)

    assert html.index('type="image/avif"') < html.index('type="image/webp"')
    assert "-480.avif 480w" in html
    assert "-1200.jpg" in html.partition("<img")[2]
    assert 'width="1200" height="675"' in html
    assert 'sizes="' in html


def test_a_picture_of_another_story_or_of_none_shows_nothing(db):
    of_another = factories.make_body_picture(
        story=factories.make_story(slug="another", body="")
    )
    nobodys = factories.make_body_picture()
    marks = "".join(
        f'<figure data-picture="{pk}"></figure>'
        for pk in (of_another.pk, nobodys.pk, 987_654)
    )

    assert drawn(f"<p>A</p>{marks}") == "<p>A</p>"


def test_an_embed_asks_nothing_of_the_other_site_before_a_press(db):
    html = drawn('<figure data-embed="https://youtu.be/dQw4w9WgXcQ"></figure>')

    assert '<a href="https://youtu.be/dQw4w9WgXcQ">' in html
    assert 'data-frame="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in html
    for loaded in ("<iframe", "<img", " src=", "srcset"):
        assert loaded not in html


def test_an_embed_of_a_host_that_nobody_listed_is_a_plain_link(db):
    html = drawn('<figure data-embed="https://example.org/a?b=1&amp;c=2"></figure>')

    assert html == (
        '<p class="embed-link"><a href="https://example.org/a?b=1&amp;c=2">'
        "example.org/a?b=1&amp;c=2</a></p>"
    )


def test_a_call_is_drawn_by_who_offers_it(db):
    assert drawn(f"<p>A</p>{shouted()}") == "<p>A</p>\n<p>page: Now loud</p>"


def test_a_call_that_leads_nowhere_or_that_nobody_offers_shows_nothing(db):
    gone = '<aside data-call="gone" data-target="" data-words="Go"></aside>'

    assert drawn(f"{shouted(target='')}<p>A</p>{gone}") == "<p>A</p>"


def test_a_rule_places_its_call_behind_a_paragraph_of_the_text(db, monkeypatch):
    """Those inside quotes are not counted."""
    placed = [
        calls.Placed(2, "shout", "second", "Now"),
        calls.Placed(None, "shout", "end", "Now"),
        calls.Placed(9, "shout", "too-far", "Now"),
        calls.Placed(1, "shout", "first", "Now"),
    ]
    monkeypatch.setattr(calls, "by_rule", lambda story: placed)

    assert drawn(PARAGRAPHS).split("\n") == [
        *("<p>One.</p>", "<p>page: Now first</p>", "<h2>Two</h2>"),
        *("<p>Three.</p>", "<p>page: Now second</p>"),
        "<blockquote><p>Four.</p></blockquote>",
        *("<p>page: Now end</p>", "<p>page: Now too-far</p>"),
    ]


def test_a_feed_gets_whole_addresses_and_plain_links(db, settings):
    settings.SITE_URL = "https://news.example"
    story = factories.make_story()
    picture = factories.make_body_picture(story=story)
    story.body = (
        f'<p><a href="/petitions/x/">a</a> <a href="#b">b</a></p>{shouted()}'
        f'<figure data-picture="{picture.pk}"></figure>'
        '<figure data-embed="https://youtu.be/dQw4w9WgXcQ"></figure>'
    )
    making.make_missing()
    html = body.render(story, is_feed=True)

    assert 'href="https://news.example/petitions/x/"' in html
    assert "feed: Now loud" in html
    assert 'src="https://news.example/media/pictures/' in html
    assert '<a href="https://youtu.be/dQw4w9WgXcQ">youtu.be/dQw4w9WgXcQ</a>' in html
    for gone in ("<source", "embed-frame", "data-", 'src="/'):
        assert gone not in html


def test_a_story_takes_two_statements_however_many_pictures_it_has(
    db, django_assert_max_num_queries
):
    """Its pictures; what was made of their files is asked once and then known."""
    story = factories.make_story()
    pictures = [factories.make_body_picture(story=story) for _ in range(5)]
    making.make_missing()
    story.body = "".join(f'<figure data-picture="{it.pk}"></figure>' for it in pictures)
    body.render(story)
    with django_assert_max_num_queries(2):
        body.render(story)


def test_a_long_story_is_drawn_in_a_moment(db):
    story = factories.make_story(body="<p>A <em>word</em> or two.</p>" * 2000)
    began = time.process_time()
    body.render(story)

    assert time.process_time() - began < 2


def test_the_page_shows_the_text_and_says_who_may_stand_in_frames(client, db):
    story = factories.make_story(
        body='<p>Four.</p><figure data-embed="https://vimeo.com/76979871"></figure>'
    )
    for _ in range(3):
        response = client.get(story.url)
        assert "<p>Four.</p>" in response.content.decode()
        policy = response["Content-Security-Policy"]
        assert "https://player.vimeo.com" in policy.partition("frame-src ")[2]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
    assert "frame-src" not in client.get("/")["Content-Security-Policy"]
