"""The name by which others know a reader.

An app above says which names may not be, which a person should look at before they are
shown, and hears when somebody has one.
"""

from collections.abc import Callable

from django.db import transaction

from accounts.models import User

# What is wrong with a name for this person, in words for them; "" when nothing is.
Check = Callable[[str, User | None], str]
# Why a person should look at a name first, in words for staff; "" when nobody need.
Doubt = Callable[[str], str]
Listener = Callable[[User], None]
_checks: list[Check] = []
_doubts: list[Doubt] = []
_listeners: list[Listener] = []


def refuse(check: Check) -> None:
    """Have names looked at by this before they are taken."""
    _checks.append(check)


def doubt(check: Doubt) -> None:
    """Have names looked at by this where they are shown without an account."""
    _doubts.append(check)


def hear(listener: Listener) -> None:
    """Have this called, in its transaction, when a reader was given a name."""
    _listeners.append(listener)


def why_not(name: str, user: User | None) -> str:
    """Why this person may not be called so; "" when they may.

    None stands for somebody who is not signed in.
    """
    return next((words for check in _checks if (words := check(name, user))), "")


def why_doubted(name: str) -> str:
    """Why staff should look at this name before it is shown; "" when they need not."""
    return next((words for check in _doubts if (words := check(name))), "")


@transaction.atomic
def give(user: User, name: str) -> None:
    """Call a reader by this name from now on; "" leaves them without one."""
    user.display_name = name
    user.save(update_fields=["display_name"])
    if name:
        for listener in _listeners:
            listener(user)
