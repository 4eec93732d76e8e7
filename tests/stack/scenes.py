"""What the demo does not have and the list of pages shows: run within a site.

`manage.py shell` calls `make`, which says where everything is. Made twice, nothing new
comes of it.
"""

import json
import sys
from datetime import date, timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import DeskSession, User
from accounts.staff.sessions import BACKEND
from branding.models import LegalText
from campaigns import previews, taking_down
from campaigns.models import Campaign, Story
from comments.models import Comment, ForumRules, Mode
from petitions.models import Petition, Tally
from tests import factories
from tests.stack import money_scenes

READER = "marit@example.org"
TEXT = (
    "We ask the Home Secretary to **let families in**, as other countries do.\n\n"
    "They have relatives here, rooms that wait for them, and papers that run out."
)


def make(browser: str) -> None:
    """Everything the list asks for; says paths and session cookies as JSON.

    `browser`: whose user agent may go on with the session at the desk.
    """
    if not Petition.objects.filter(slug="gone").exists():
        make_all()
    reader, staff = Client(), Client()
    reader.force_login(User.objects.get(email=READER), BACKEND)
    factories.at_the_desk(staff, User.objects.filter(is_superuser=True)[0])
    DeskSession.objects.update(browser=browser)
    name = settings.SESSION_COOKIE_NAME
    told = {
        "paths": paths(),
        "cookies": {
            "reader": reader.cookies[name].value,
            "staff": staff.cookies[name].value,
        },
    }
    sys.stdout.write(f"{json.dumps(told)}\n")


def make_all() -> None:
    campaign = Campaign.objects.get(slug="refugees-welcome")
    _petitions(campaign)
    _stories(campaign)
    _reader()


def _petitions(campaign: Campaign) -> None:
    now = timezone.now()

    def petition(slug: str, count: int = 0, **more: object) -> Petition:
        made = factories.make_petition(
            slug=slug,
            campaign=campaign,
            title="Let families come to those who wait for them",
            target="The Home Secretary",
            standfirst="Relatives here may take in who flees the war, without a visa.",
            text=TEXT,
            **more,
        )
        Tally.objects.filter(petition=made).update(count=count)
        return made

    petition("new")
    petition("closing", 9_120, closes_at=now + timedelta(days=4))
    petition("paused", 41_207, status="paused")
    closed, won = "Nothing was answered.", "Visas were **waived** on 12 May."
    petition("closed", 41_207, status="closed", outcome=closed)
    petition("won", 265_826, status="won", outcome=won)
    petition("draft", status="draft")
    gone = petition("gone")
    owner = User.objects.filter(is_superuser=True)[0]
    taking_down.take_down(gone, by=owner, reason="A page to look at.", note="")
    ended = factories.make_campaign(
        slug="ended",
        title="Clean air at the school gate",
        standfirst="Streets in front of schools without cars, mornings and afternoons.",
        ended_on=date(2021, 6, 30),
    )
    factories.make_phase(
        ended, title="2021", started_on=date(2021, 1, 1), ended_on=date(2021, 6, 30)
    )


def _stories(campaign: Campaign) -> None:
    factories.make_story(slug="plain", campaign=campaign)
    quiet = factories.make_story(
        slug="quiet", campaign=campaign, headline="What the council wrote back"
    )
    thread = factories.make_thread(quiet, mode=Mode.CLOSED)
    ifor = factories.make_user("ifor@example.org", display_name="Ifor P.")
    factories.make_comment(thread, ifor, body="Thank you for printing this.")
    ForumRules.objects.update_or_create(pk=ForumRules.ONLY, defaults={"first_held": 0})


def _reader() -> None:
    reader = factories.make_user(READER, display_name="Marit O.")
    story = Story.objects.get(slug="one-door-to-be-open")
    thread = factories.make_thread(story)
    mine = factories.make_comment(thread, reader, body="We have the box room ready.")
    other = factories.make_user("desmond@example.org", display_name="Desmond A.")
    factories.make_comment(thread, other, parent=mine, body="Ask your council by name.")
    held = {"status": Comment.Status.PENDING, "body": "This one waits."}
    factories.make_comment(thread, reader, **held)
    money_scenes.make(reader)
    LegalText.objects.create(
        slug="imprint", title="Imprint", body="The Meridian, 1 Example Street."
    )


def paths() -> dict[str, str]:
    def of(model: type, slug: str) -> str:
        return model.objects.get(slug=slug).get_absolute_url()

    petition = Petition.objects.get(slug="urgent-support-for-ukrainian-refugees")
    story = Story.objects.get(slug="one-door-to-be-open")
    comment = Comment.objects.published().filter(parent=None).first()
    return {
        "draft": previews.link(of(Petition, "draft")),
        "story": of(Story, "plain"),
        "closed_thread": of(Story, "quiet") + "comments/",
        "comment": comment.get_absolute_url(),
        "desk_petition": f"/admin/petitions/petition/{petition.pk}/change/",
        "desk_story": f"/admin/campaigns/story/{story.pk}/change/",
        **money_scenes.paths(),
    }
