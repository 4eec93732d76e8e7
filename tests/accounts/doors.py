"""Coming through the door as a reader does: an address, a letter, a code."""

import re

from allauth.account.models import EmailAddress

from mailroom import delivery
from tests import factories

DOOR, CODE = "/accounts/login/code/", "/accounts/login/code/confirm/"


def make_reader(email="cy@example.org", **changes):
    """Somebody with an account and no password, whose address is verified."""
    user = factories.make_user(email, **changes)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def ask_for_code(browser, mailoutbox, email="cy@example.org", path=DOOR, **fields):
    """The code of the letter that comes."""
    browser.post(path, {"email": email, **fields})
    delivery.send_due()
    found = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mailoutbox[-1].body, re.MULTILINE)
    return found.group(1)


def come_in(browser, mailoutbox, email="cy@example.org", **fields):
    """All the way through; gives the last answer. `fields` go with both posts."""
    code = ask_for_code(browser, mailoutbox, email, **fields)
    return browser.post(CODE, {"code": code, **fields})
