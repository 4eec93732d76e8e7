"""What is written down, and to whom it is told, when somebody's way in changes."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import EnrolmentLink, User
from accounts.staff import links
from mailroom import outbox
from mailroom.models import Lane
from mailroom.printing import from_templates
from mailroom.writing import NothingToWrite, Written, writes

LINK, NEWS = "accounts.desk_link", "accounts.desk_news"


def tell_owners(about: str, *, person: str, by: User | None) -> None:
    """Write to all owners what has changed, and for whom; the doer is told too."""
    written = from_templates(
        "accounts/desk_news",
        {},
        blanks={
            "about": about,
            "person": person,
            "doer": str(by.email) if by else str(_("the command line")),
            "people_url": settings.SITE_URL + reverse("admin:accounts_user_changelist"),
        },
    )
    content = {
        "subject": written.subject,
        "text": written.text,
        "html": written.html,
    }
    outbox.post(
        outbox.draft(
            NEWS,
            subject_id=None,
            mail_to=owner.email,
            lane=Lane.SECURITY,
            is_capped=False,
            content=content,
        )
        for owner in roles.owners()
    )


def note(person: User, about: str, *, by: User) -> None:
    """Put it on the record of the desk."""
    LogEntry.objects.log_actions(
        by.pk, [person], CHANGE, change_message=about, single_object=True
    )


def mail_link(link: EnrolmentLink) -> None:
    """Write the link to the address that it is for."""
    life = max(link.expires_at - timezone.now(), timedelta(0))
    outbox.post(
        [
            outbox.draft(
                LINK,
                subject_id=link.pk,
                mail_to=link.address,
                lane=Lane.SECURITY,
                is_capped=False,
                lifetime=life,
            )
        ]
    )


def load_links(ids: Collection[int]) -> dict[int, EnrolmentLink]:
    found = EnrolmentLink.objects.select_related("person", "made_by").filter(pk__in=ids)
    return {link.pk: link for link in found if link.is_live}


@writes(LINK, load=load_links)
def link_letter(link: EnrolmentLink) -> Written:
    """The token is made as the letter leaves: none lies in the outbox."""
    if not link.is_live:
        raise NothingToWrite
    inviter = str(link.made_by) if link.made_by else ""
    return from_templates(
        "accounts/desk_link",
        {},
        blanks={
            "name": link.person.display_name,
            "inviter": inviter,
            "link_url": links.url(links.new_token(link)),
        },
    )
