"""Whose address and password these are, if they are those of staff."""

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User


def person_of(request: HttpRequest, address: str, password: str) -> User | None:
    """The member of the staff; None for a wrong pair, and for a reader's right one.

    A password is hashed in each case, so the time tells nobody who has an account.
    """
    person = ModelBackend().authenticate(request, address.strip(), password)
    return person if person and person.is_staff else None
