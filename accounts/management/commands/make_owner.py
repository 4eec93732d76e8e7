"""Makes the first owner of the desk, or gives one a new way in."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import User
from accounts.staff import enrolling, links, telling


class Command(BaseCommand):
    help = (
        "Makes the person with this address an owner of the desk and prints a link that"
        " works once, within 24 hours. With it they set how they sign in. For somebody"
        " of the staff it is a new way in: what they used before stops working."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--name", default="", help="the name shown at the desk")

    def handle(self, *args: Any, **options: Any) -> None:
        token = _make_owner(options["address"].strip(), options["name"])
        self.stdout.write(links.url(token))


@transaction.atomic
def _make_owner(address: str, name: str) -> str:
    person = _person(address)
    person.display_name = name or person.display_name
    owner = Group.objects.get(name=roles.OWNER)
    enrolling.bring_in(person, [owner])
    telling.tell_owners(_("Owner of the desk now."), person=person.email, by=None)
    return links.new_token(links.make(person, by=None))


def _person(address: str) -> User:
    """Somebody known, or new."""
    try:
        validate_email(address)
    except ValidationError:
        raise CommandError(f"{address!r} is no email address.") from None
    known = User.objects.filter(email__iexact=address).first()
    return known or User(email=User.objects.normalize_email(address))
