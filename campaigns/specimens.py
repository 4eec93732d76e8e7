"""What `/design/` shows of campaigns and stories (branding/design); all made up."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from typing import Any

from django.utils.safestring import mark_safe

from branding.design.specimens import Chapter, Specimen
from campaigns import newsletter, qr, sharing
from campaigns.models import Campaign, Phase, Story, TimelineEntry

AT = datetime(2022, 3, 14, 9, 30, tzinfo=UTC)
CAMPAIGN = Campaign(
    pk=9001,
    slug="example",
    title="A safe haven",
    standfirst="Let those who flee the war come here, and help those who take them in.",
    is_published=True,
)
STORY = Story(
    pk=9001,
    campaign=CAMPAIGN,
    slug="example",
    headline="The hall where nobody sleeps",
    standfirst="At the border, a school gym became a town of four hundred beds.",
    agencies="With material from agencies",
    published_at=AT,
    is_published=True,
)
WORDS = mark_safe("<p>The number of beds was wrong: it is 400, not 40.</p>")
# Drawn by hand, so that the page needs no picture of anybody's.
PICTURE = (
    "data:image/svg+xml,"
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1200 600'%3E"
    "%3Crect width='1200' height='600' fill='%23b9a98c'/%3E"
    "%3Cpath d='M0 600V380l240-120 260 150 300-220 400 240v170z' fill='%236d5f4b'/%3E"
    "%3C/svg%3E"
)


def chapters() -> list[Chapter]:
    return [
        Chapter("pictures", "Pictures", _pictures()),
        Chapter("campaigns", "Campaigns", _campaigns()),
        Chapter("stories", "Stories", _stories()),
        Chapter("calls", "Calls within a story", _calls()),
        Chapter("sharing", "Passing on", _sharing()),
    ]


def picture(**changes: Any) -> Thing:
    told = {
        "url": PICTURE,
        "width": 1200,
        "height": 600,
        "alt": "Hills in the evening",
        "caption": "Behind these hills the trains wait for their turn.",
        "credit": "Photograph: Bo Lind",
        "sources": (),
    }
    return Thing(**(told | changes))


def _pictures() -> list[Specimen]:
    return [
        Specimen(
            "components/picture.html", "caption and credit", {"picture": picture()}
        ),
        Specimen(
            "components/picture.html",
            "credit alone",
            {"picture": picture(caption="")},
        ),
        Specimen(
            "components/picture.html",
            "alone",
            {"picture": picture(caption="", credit="")},
        ),
    ]


def _campaigns() -> list[Specimen]:
    running = Phase(pk=9001, title="Ukraine 2022", started_on=date(2022, 3, 1))
    over = Phase(
        pk=9002,
        title="Syria 2015",
        started_on=date(2015, 9, 2),
        ended_on=date(2015, 12, 31),
        summary="The government agreed to take 20,000 people within five years.",
    )
    recorded = Thing(
        title="Britain must accept its share",
        count=389_000,
        on=date(2016, 1, 4),
        next_goal=500_000,
        source="its last public page",
    )
    entry: dict[str, Any] = {"campaign": CAMPAIGN, "stories": [STORY]}
    return [
        Specimen("campaigns/_entry.html", "on the front page", entry),
        Specimen("campaigns/_phase.html", "running", {"phase": running}),
        Specimen("campaigns/_phase.html", "over", {"phase": over}),
        Specimen(
            "campaigns/_recorded.html", "a count of before", {"recorded": recorded}
        ),
        Specimen(
            "campaigns/_timeline.html", "history", {"chapters": _history(running)}
        ),
        Specimen(
            "campaigns/_archived.html",
            "in the archive",
            {"entry": Thing(campaign=_ended(), began_on=date(2015, 9, 2), figures=())},
        ),
        Specimen(
            "campaigns/_newsletter.html",
            "letters about it",
            {
                "campaign": CAMPAIGN,
                "wording": newsletter.wording(),
                "via": "",
                "words": "",
            },
        ),
        Specimen(
            "campaigns/_my_newsletters.html",
            "on its reader's page",
            {"subscriptions": [Thing(campaign=CAMPAIGN, token="x")]},  # noqa: S106
        ),
    ]


def _ended() -> Campaign:
    return Campaign(
        slug="example",
        title=CAMPAIGN.title,
        standfirst=CAMPAIGN.standfirst,
        ended_on=date(2015, 12, 31),
    )


def _history(phase: Phase) -> list[Thing]:
    def entry(pk: int, kind: str, title: str, **more: Any) -> TimelineEntry:
        return TimelineEntry(
            pk=pk,
            kind=kind,
            happened_on=AT.date(),
            title=title,
            is_published=True,
            **more,
        )

    kinds = TimelineEntry.Kind
    lines = [
        entry(
            9000 + number,
            kind,
            f"{kind.label.capitalize()}: what happened",
            text="In two lines.",
        )
        for number, kind in enumerate(kinds)
    ]
    linked = entry(9100, kinds.MILESTONE, "With a link", link="https://example.org/")
    lines.append(linked)
    elsewhere = entry(9101, kinds.STORY, "In no phase")
    return [Thing(phase=phase, entries=lines), Thing(phase=None, entries=[elsewhere])]


def _stories() -> list[Specimen]:
    byline = Thing(name="Bo Lind", role="Reporter in Przemyśl", url="")
    linked = Thing(name="Ada Field", role="", url="/")
    correction = Thing(text_html=WORDS, made_at=AT)
    stories = {"stories": [STORY, STORY]}
    embed = Thing(
        address="https://example.org/film",
        host="example.org",
        shown="A film of four minutes",
        frame="https://example.org/frame",
    )
    meta: dict[str, Any] = {"story": STORY, "bylines": [byline, linked]}
    feed: dict[str, Any] = {"story": STORY, "body_html": WORDS}
    return [
        Specimen("campaigns/_stories.html", "headlines", stories | {"is_short": True}),
        Specimen("campaigns/_stories.html", "with their standfirsts", stories),
        Specimen("campaigns/_story_meta.html", "who and when", meta),
        Specimen("campaigns/_corrections.html", "one", {"corrections": [correction]}),
        Specimen(
            "campaigns/_corrections.html", "two", {"corrections": [correction] * 2}
        ),
        Specimen("campaigns/_embed.html", "of another site", {"embed": embed}),
        Specimen("campaigns/_related.html", "what else to read", {"related": [STORY]}),
        Specimen("campaigns/_feed_story.html", "in a feed", feed),
    ]


def _calls() -> list[Specimen]:
    here = {"url": "/", "words": "Find out more", "host": ""}
    away = here | {"host": "example.org", "words": "Give to the appeal"}
    return [
        Specimen("campaigns/calls/read.html", "read on", here),
        Specimen("campaigns/calls/donate.html", "give here", here),
        Specimen("campaigns/calls/donate.html", "give elsewhere", away),
    ]


def _sharing() -> list[Specimen]:
    told = {
        "sharing": sharing.of(
            "/petitions/example/", title="A safe haven", text="Will you add your name?"
        )
    }
    code = {"qr": qr.svg("https://example.org/"), "qr_svg": "/", "qr_png": "/"}
    return [
        Specimen("components/share.html", "one way among others", told),
        Specimen(
            "components/share.html",
            "the one thing to do, with a code",
            told | code | {"is_first": True},
        ),
    ]


def letters() -> dict[str, dict[str, Any]]:
    told = {
        "title": CAMPAIGN.title,
        "campaign_url": "/",
        "confirm_url": "/",
        "stop_url": "/",
        "kept_days": 14,
    }
    return {"campaigns/newsletter": told}
