"""The demo in Arabic, for a site that speaks it.

The facts are those of the English demo, and so are addresses. What gifts and comments
say is in the demos of their apps.
"""

import re

from accounts.models import User
from campaigns.models import Campaign, Section, Topic
from petitions.demo import stories as english
from petitions.demo.arabic import people, stories, timeline, words
from petitions.models import Petition

_CALL = re.compile(r'<aside data-call="(\w+)"[^>]*></aside>\n')
_WORDS = re.compile(r'data-words="[^"]*"')


def say(petition: Petition) -> None:
    """Say in Arabic what the demo has just loaded.

    Its text alone is not said again: a second one would be a second version.
    """
    campaign = petition.campaign
    Campaign.objects.filter(pk=campaign.pk).update(**words.CAMPAIGN)
    Petition.objects.filter(pk=petition.pk).update(**words.PETITION)
    petition.refresh_from_db()
    for title, said in words.PHASES.items():
        campaign.phases.filter(title=title).update(**said)
    _say_stories(petition)
    for title, said in timeline.ENTRIES.items():
        campaign.timeline.filter(title=title).update(**said)
    last = petition.milestones.first()
    if last:
        said = timeline.draft(last.count, petition.title)
        campaign.timeline.filter(is_published=False).update(**said)
    for name, said_name in people.STAFF.items():
        User.objects.filter(display_name=name).update(display_name=said_name)


def _say_stories(petition: Petition) -> None:
    by_slug = {story.slug: story for story in petition.campaign.stories.all()}
    first, second = by_slug[english.FIRST["slug"]], by_slug[english.SECOND["slug"]]
    body = _with_calls(english.first_body(petition))
    said = {first: stories.FIRST | {"body": body}, second: stories.SECOND}
    for story, fields in said.items():
        for name, value in fields.items():
            setattr(story, name, value)
        story.save()
        for byline in story.bylines.all():
            byline.name = people.BYLINES[byline.name]
            byline.role = stories.ROLES[byline.role]
            byline.save()
    first.picture_alt = words.CAMPAIGN["picture_alt"]
    first.picture_caption = words.CAMPAIGN["picture_caption"]
    first.picture_credit = words.CAMPAIGN["picture_credit"]
    first.save()
    first.corrections.update(text=stories.CORRECTION)
    Section.objects.filter(slug=english.SECTION[0]).update(name=stories.SECTION)
    for slug, name in stories.TOPICS.items():
        Topic.objects.filter(slug=slug).update(name=name)


def _with_calls(body: str) -> str:
    """The Arabic body, with the calls of the English one in their places."""
    calls = {
        found[1]: _WORDS.sub(f'data-words="{stories.CALLS[found[1]]}"', found[0])
        for found in _CALL.finditer(body)
    }
    return stories.FIRST_BODY.format(**calls)
