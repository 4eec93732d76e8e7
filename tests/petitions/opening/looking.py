"""Who is signed in, and what the page of thanks offers."""

import re

from allauth.account.models import EmailAddress

from accounts.models import User
from petitions.models import Signature

THANKS = "/petitions/safe-haven/signed/"
ADA = "ada@example.org"
WANTED = {"open_account": "on"}


def who(browser):
    """The address of who is signed in; None for nobody."""
    session_key = browser.cookies.get("sessionid")
    pk = browser.session.get("_auth_user_id") if session_key else None
    return User.objects.get(pk=pk).email if pk else None


def verified(email=ADA):
    return EmailAddress.objects.filter(email=email, verified=True).exists()


def door_on_the_thanks(browser):
    """The address that stands in the form of the door; None without a form."""
    page = browser.get(THANKS).content.decode()
    found = re.search(r'action="/accounts/[^"]*">(.*?)</form>', page, re.DOTALL)
    value = found and re.search(r'name="email" value="([^"]*)"', found.group(1))
    return value.group(1) if value else None


def is_shown_the_door(browser):
    return "Your reader account" in browser.get(THANKS).content.decode()


def confirmed_only(browser, path):
    answer = browser.post(path)
    signature = Signature.objects.get(email=ADA)
    is_same = (answer.status_code, answer.url) == (302, THANKS)
    return is_same and signature.status == "confirmed" and who(browser) is None
