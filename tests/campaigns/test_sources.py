"""Which link brought somebody: only what a link of ours can say is believed."""

import pytest
from django.conf import settings

from campaigns import sources
from tests import factories

PAGE = "http://testserver/petitions/safe-haven/"


@pytest.mark.parametrize(
    "source",
    [
        *("story.1", "story.123456789012345678", "embed.example.org", "qr.poster"),
        *("newsletter.march-2026", "newsletter.9", "share.whatsapp", "qr.a.b"),
        "embed." + "a" * 74,
    ],
)
def test_a_source_of_ours_is_kept_as_it_is(source):
    assert sources.clean(source) == source


@pytest.mark.parametrize(
    "odd",
    [
        *("", ".", "story", "story.", "story.0", "story.x", "story.-1", "story.1.2"),
        *("story.1234567890123456789", "embed.", "embed..", "embed.-a", "share.a.b"),
        *("mail.march", "Story.1", "newsletter.March", "newsletter.märz", "qr.a b"),
        *(
            "newsletter.<b>",
            "qr.a\n",
            "qr.a\x00",
            " qr.a",
            "qr.a ",
            "qr.a_b",
            "story.１",
        ),
        "embed." + "a" * 75,
        "a" * 100_000,
    ],
)
def test_anything_else_is_no_source(odd):
    assert sources.clean(odd) == ""


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/petitions/x/", "/petitions/x/?via=qr.poster"),
        ("/petitions/x/#sign", "/petitions/x/?via=qr.poster#sign"),
        ("/x/?a=1#b", "/x/?a=1&via=qr.poster#b"),
        ("https://example.org/", "https://example.org/?via=qr.poster"),
    ],
)
def test_a_link_carries_its_source(path, link):
    assert sources.link(path, "qr", "poster") == link


def test_a_link_is_never_made_with_what_would_not_be_kept():
    with pytest.raises(ValueError, match="Not a source"):
        sources.link("/", "qr", "Town Hall")


def asked(rf, *, field=None, referer=None, **headers):
    posted = {} if field is None else {"via": field}
    if referer is not None:
        headers["HTTP_REFERER"] = referer
    return sources.of(rf.post("/petitions/safe-haven/sign/", posted, **headers))


def test_the_field_of_the_form_is_believed_first(rf):
    assert asked(rf, field="story.1", referer=f"{PAGE}?via=qr.poster") == "story.1"


@pytest.mark.parametrize("field", [None, "", "nonsense", "story.x"])
def test_else_the_page_that_the_form_was_sent_from(rf, field):
    assert asked(rf, field=field, referer=f"{PAGE}?via=qr.poster") == "qr.poster"


@pytest.mark.parametrize(
    "query", ["?a=1&via=qr.poster", "?via=qr.poster&via=qr.b", "?via=qr.poster&x=%0"]
)
def test_wherever_it_stands_in_the_query(rf, query):
    assert asked(rf, referer=PAGE + query).startswith("qr.")


@pytest.mark.parametrize(
    "referer",
    [
        "",
        PAGE,
        f"{PAGE}?via=",
        f"{PAGE}?VIA=qr.poster",
        f"{PAGE}?trivia=qr.poster",
        f"{PAGE}#via=qr.poster",
        "https://evil.example/?via=qr.poster",
        "https://testserver.evil.example/?via=qr.poster",
        "https://testserver@evil.example/?via=qr.poster",
        "/petitions/safe-haven/?via=qr.poster",
        "http://[::1/?via=qr.poster",
        "x" * 5000,
        f"{PAGE}?{'a=b&' * 5000}via=qr.poster",
    ],
)
def test_the_page_of_another_site_and_nonsense_tell_nothing(rf, referer):
    assert asked(rf, referer=referer) == ""


def test_a_page_at_the_address_of_the_site_tells_behind_a_proxy_too(rf):
    assert asked(rf, referer=f"{settings.SITE_URL}/x/?via=qr.poster") == "qr.poster"


# In words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "directly"),
        ("embed.example.org", "card on example.org"),
        ("newsletter.march", "newsletter “march”"),
        ("qr.poster", "QR code “poster”"),
        ("share.whatsapp", "shared on WhatsApp"),
        ("share.email", "shared by email"),
        ("share.link", "a link that was copied"),
        ("share.mastodon", "shared (mastodon)"),
        ("newsletter.other", "other newsletters"),
        ("story.other", "other stories"),
        ("thread.7", "thread.7"),
    ],
)
def test_each_source_has_plain_words(db, source, words):
    assert sources.name(source) == (words, "")


def test_a_story_is_named_by_its_headline_and_leads_to_itself(db):
    story = factories.make_story()

    assert sources.name(f"story.{story.pk}") == (story.headline, story.url)
    assert sources.name(f"story.{story.pk + 1}").words.startswith(
        "a story that is gone"
    )


def test_many_stories_are_named_by_one_look(db, django_assert_num_queries):
    stories = [factories.make_story(slug=f"story-{n}") for n in range(5)]
    with django_assert_num_queries(1):
        named = sources.names([*(f"story.{story.pk}" for story in stories), "", "qr.a"])

    assert len(named) == 7


def test_an_app_may_name_a_kind_of_its_own(monkeypatch):
    monkeypatch.setattr(sources, "_namers", dict(sources._namers))
    sources.register("thread", lambda refs: {"7": sources.Name("a thread", "/c/7/")})

    assert sources.name("thread.7") == ("a thread", "/c/7/")
    assert sources.name("thread.8").words == "thread.8"
