"""The staff's own door, and what guards the desk behind it (docs/adr/0019).

door        address and password, then a second step; or a passkey at once
enrolling   the one-use link with which a person sets the second step
guarding    no page of the desk without a session that passed both steps
rechecking  the second step again before what could do great harm
"""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User


def is_of_staff(user: User | AnonymousUser) -> bool:
    """Whether somebody comes in by the staff's door, and by no other."""
    return isinstance(user, User) and user.is_staff
