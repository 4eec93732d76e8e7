"""Which addresses open inside a story, and what stands in the frame."""

import pytest

from campaigns.body import embedding

YOUTUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", YOUTUBE),
        ("https://youtube.com/watch?list=x&v=dQw4w9WgXcQ", YOUTUBE),
        ("https://m.youtube.com/watch?v=dQw4w9WgXcQ", YOUTUBE),
        ("https://youtu.be/dQw4w9WgXcQ?t=42s", f"{YOUTUBE}?start=42"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube.com/live/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", YOUTUBE),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
        ),
        (
            "https://player.vimeo.com/video/76979871",
            "https://player.vimeo.com/video/76979871?dnt=1",
        ),
        ("https://charts.example/a?b=c", "https://charts.example/a?b=c"),
        # No video, no host of ours, or one that only looks like it.
        ("https://www.youtube.com/@channel", ""),
        ("https://www.youtube.com/watch?v=../../x", ""),
        ("https://vimeo.com/about", ""),
        ("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", ""),
        ("https://evil.example/youtube.com/watch?v=dQw4w9WgXcQ", ""),
        ("https://www.charts.example/a", ""),
        ("https://charts.example:8443/a", ""),
        ("https://example.org/", ""),
    ],
)
def test_an_address_opens_only_where_its_host_is_known(settings, address, frame):
    settings.EMBED_HOSTS = ["charts.example"]

    assert embedding.of(address).frame == frame


def test_a_frame_leads_to_no_host_that_the_policy_does_not_name(settings):
    settings.EMBED_HOSTS = ["charts.example"]
    addresses = ["https://youtu.be/dQw4w9WgXcQ", "https://vimeo.com/1"]
    for address in [*addresses, "https://charts.example/a"]:
        frame = embedding.of(address).frame
        assert frame.startswith(tuple(f"{host}/" for host in embedding.frame_hosts()))


def test_a_card_shows_an_address_that_fits_in():
    embed = embedding.of("https://www.example.org/" + "a" * 500)

    assert embed.host == "example.org"
    assert len(embed.shown) == embedding.LONGEST_SHOWN + 1
