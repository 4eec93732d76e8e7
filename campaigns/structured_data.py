"""What a page says of itself to machines, in the words of schema.org.

A describer of each kind of page is registered here, so that a higher app brings its
own. The page carries it as a block of data, which no browser runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from campaigns.links import absolute
from campaigns.models import Campaign, Correction, Story
from campaigns.pictures import Crop, Picture

Thing = dict[str, Any]
CONTEXT = "https://schema.org"
# A headline must not close the block it stands in.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


class Described(NamedTuple):
    """What a page is, and the way to it from the front page: names and paths."""

    thing: Thing
    trail: list[tuple[str, str]]


Describe = Callable[[Any], Described]
_describers: dict[type[Model], Describe] = {}
_ways_to_give: list[Callable[[Campaign], Sequence[str]]] = []


def register(model: type[Model], describe: Describe) -> None:
    """Say how pages of this model describe themselves."""
    _describers[model] = describe


def register_ways_to_give(find: Callable[[Campaign], Sequence[str]]) -> None:
    """Say where somebody can give for a campaign: addresses, or none."""
    _ways_to_give.append(find)


def block(shown: Model, more: Thing | None = None) -> SafeString:
    """The block of data for the page of this object, with what else is known of it."""
    described = _describers[type(shown)](shown)
    graph = [described.thing | (more or {}), _breadcrumbs(described.trail)]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False)
    safe = mark_safe(text.translate(_ESCAPES))  # noqa: S308 (escaped just here)
    return format_html('<script type="application/ld+json">{}</script>', safe)


# Parts that several kinds of page share


def page(kind: str, shown: Any, *, name: str, text: str) -> Thing:
    """A page of ours, with its picture."""
    url = absolute(shown.get_absolute_url())
    return without_gaps(
        {
            "@type": kind,
            "@id": url,
            "url": url,
            "name": name,
            "description": text,
            "inLanguage": get_language() or settings.LANGUAGE_CODE,
            "image": images(shown.picture),
            "publisher": publisher(),
        }
    )


def publisher() -> Thing:
    return {
        "@type": "NewsMediaOrganization",
        "name": settings.NEWSROOM_NAME,
        "url": f"{settings.SITE_URL}/",
    }


def images(picture: Picture | None) -> list[str]:
    """The picture's crops in several ratios where it has them, else the one."""
    if picture is None:
        return []
    shown: Sequence[Crop | Picture] = picture.crops or [picture]
    return [absolute(each.url) for each in shown]


def ways_to_give(campaign: Campaign) -> list[Thing]:
    """Where one can give, as actions."""
    found = [url for find in _ways_to_give for url in find(campaign)]
    return [action("DonateAction", gettext("Give"), absolute(url)) for url in found]


def action(kind: str, name: str, url: str) -> Thing:
    return {
        "@type": kind,
        "name": name,
        "target": {"@type": "EntryPoint", "urlTemplate": url},
    }


def stamp(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def without_gaps(thing: Thing) -> Thing:
    """A field without a value says nothing."""
    return {name: value for name, value in thing.items() if value or value == 0}


def _breadcrumbs(trail: list[tuple[str, str]]) -> Thing:
    places = [(gettext("Campaigns"), "/"), *trail]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": name,
                "item": absolute(path),
            }
            for number, (name, path) in enumerate(places, start=1)
        ],
    }


# Campaigns and stories


def of_campaign(campaign: Campaign) -> Described:
    thing = page(
        "CollectionPage", campaign, name=campaign.title, text=campaign.standfirst
    )
    thing["about"] = {"@type": "Thing", "name": campaign.title}
    if gives := ways_to_give(campaign):
        thing["potentialAction"] = gives
    return Described(thing, [(campaign.title, campaign.url)])


def of_story(story: Story) -> Described:
    topics = [topic.name for topic in story.topics.all()]
    about = page("NewsArticle", story, name=story.headline, text=story.standfirst)
    campaign = {
        "@type": "CollectionPage",
        "@id": absolute(story.campaign.url),
        "name": story.campaign.title,
    }
    thing = without_gaps(
        about
        | {
            "headline": story.headline,
            "mainEntityOfPage": about["@id"],
            "datePublished": stamp(story.published_at),
            "dateModified": stamp(story.last_changed_at),
            "author": _authors(story),
            "isPartOf": campaign,
            "articleSection": story.section.name if story.section else None,
            "keywords": topics,
            "correction": [_correction(it) for it in story.corrections.all()],
        }
    )
    trail = [(story.campaign.title, story.campaign.url), (story.headline, story.url)]
    return Described(thing, trail)


def _authors(story: Story) -> list[Thing]:
    """Who is named; the newsroom where nobody is."""
    people = [
        without_gaps(
            {
                "@type": "Person",
                "name": byline.name,
                "jobTitle": byline.role,
                "url": byline.url,
            }
        )
        for byline in story.bylines.all()
    ]
    return people or [publisher()]


def _correction(correction: Correction) -> Thing:
    return {
        "@type": "CorrectionComment",
        "text": strip_tags(correction.text_html).strip(),
        "datePublished": stamp(correction.made_at),
    }


def describe_our_own() -> None:
    register(Campaign, of_campaign)
    register(Story, of_story)
