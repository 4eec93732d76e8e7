"""Bringing somebody to the desk, and the one way in which a second step begins.

Who is brought in has nothing of before that opens the desk: passwords, second steps and
sessions of an account that was a reader's, or of a person whose phone was lost, are
gone once the link is used.
"""

from collections.abc import Callable, Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import EnrolmentLink, User
from accounts.staff import factors, links, sessions, telling


@transaction.atomic
def bring_in(person: User, groups: Iterable[Group]) -> None:
    """Make somebody a member of the staff, who can do nothing before using a link."""
    was_of_staff = person.is_staff
    person.is_staff = person.is_active = True
    if not was_of_staff:
        forget_ways_in(person)
    person.save()
    person.groups.add(*groups)


def forget_ways_in(person: User) -> None:
    """Nothing of before opens the desk. The new password ends all sessions of readers.

    The caller saves the person.
    """
    if person.pk:
        factors.forget_all(person)
        sessions.end_all(person)
    person.set_unusable_password()


@transaction.atomic
def invite(person: User, *, by: User) -> EnrolmentLink:
    """Mail a person of the staff a link to enrol with."""
    link = links.make(person, by=by)
    telling.mail_link(link)
    about = _("An enrolment link was sent.")
    telling.note(person, about, by=by)
    telling.tell_owners(about, person=person.email, by=by)
    return link


@transaction.atomic
def enrol(
    link: EnrolmentLink, *, password: str, add_step: Callable[[User], None], how: str
) -> list[str]:
    """Use the link: the second step begins, and the recovery codes with it.

    Raises LinkSpent. All of before is gone; the address is proven by the link.
    """
    links.use(link)
    person = link.person
    forget_ways_in(person)
    if password:
        person.set_password(password)
    person.save(update_fields=["password"])
    add_step(person)
    codes = factors.new_recovery_codes(person)
    _verify(person)
    _tell(person, how)
    return codes


def _verify(person: User) -> None:
    address = person.email.lower()  # As allauth keeps them.
    EmailAddress.objects.filter(email=address).exclude(user=person).delete()
    EmailAddress.objects.filter(user=person).exclude(email=address).update(
        primary=False
    )
    EmailAddress.objects.update_or_create(
        user=person, email=address, defaults={"verified": True, "primary": True}
    )


def _tell(person: User, how: str) -> None:
    about = _("A new second step was set with an enrolment link: %s.") % how
    telling.note(person, about, by=person)
    telling.tell_owners(about, person=person.email, by=person)
