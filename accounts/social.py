"""Doors of other companies: what is believed of whoever comes through them.

An account opens only by what the company has verified. An address that it merely
repeats proves nothing: with it anybody could lay an account in wait for its owner, or
walk into the owner's own. Its bearer proves it by a code, as everybody does.
"""

from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import (
    DefaultSocialAccountAdapter,
    _build_apps_from_settings,
)
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from requests import RequestException

from accounts import owning
from accounts.home.guarding import DOOR
from accounts.models import User
from mailroom import addresses

NAMES = {"google": "Google", "apple": "Apple", "facebook": "Facebook"}
CONNECT = "connect"


class Door(NamedTuple):
    """One company's button."""

    key: str
    name: str

    @property
    def url(self) -> str:
        return reverse("social_door", args=[self.key])


def doors() -> list[Door]:
    """Those that are configured, by the settings alone: no query."""
    return [
        Door(app.provider_id or app.provider, app.name or NAMES[app.provider])
        for app in _apps()
    ]


def _apps(provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
    found = _build_apps_from_settings(provider=provider, client_id=client_id)
    return [app for apps in found.values() for app in apps]


class Adapter(DefaultSocialAccountAdapter):
    """allauth's own, with our rules for who is believed."""

    def list_apps(
        self,
        request: HttpRequest,
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """Configured by the environment only, never at the desk."""
        return _apps(provider, client_id)

    def authenticate_by_email(
        self, sociallogin: SocialLogin
    ) -> tuple[User, str] | None:
        """The reader whose address the company has verified, however it is spelt."""
        for email in verified_emails(sociallogin):
            owner = owning.owner_of(addresses.parse(email))
            if owner is not None and owner.is_active and not owner.is_staff:
                return owner, email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Send to our own door whoever may not come in by this one."""
        if sociallogin.state.get("process") == CONNECT:
            if request.user.is_authenticated and request.user.is_staff:
                raise ImmediateHttpResponse(redirect("home:index"))
            return
        if not _may_enter(sociallogin):
            raise ImmediateHttpResponse(_to_our_door(request, sociallogin))
        if not sociallogin.is_existing:
            _keep_only_what_is_verified(sociallogin)

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None
    ) -> User:
        """A new account; that its address is proved is told as of any other proof."""
        user: User = super().save_user(request, sociallogin, form)
        for row in EmailAddress.objects.filter(user=user, verified=True):
            email_confirmed.send(
                sender=EmailAddress, request=request, email_address=row
            )
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return f"{reverse('home:index')}#ways-in"

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, **about: Any
    ) -> None:
        """Cancelled there, or it failed: back to our door, where a code works."""
        state = (about.get("extra_context") or {}).get("state") or {}
        raise ImmediateHttpResponse(did_not_work(request, state.get("next")))


def verified_emails(sociallogin: SocialLogin) -> list[str]:
    """The addresses that this company has verified, and is the one to verify."""
    return [
        address.email
        for address in sociallogin.email_addresses
        if address.verified and _is_believed(sociallogin, address.email)
    ]


def _is_believed(sociallogin: SocialLogin, email: str) -> bool:
    """Whether the company speaks for this address, and letters reach it.

    Google verified others once, and says itself that it speaks only for its own
    mailboxes and for those of the organisations that it hosts ("hd").
    """
    try:
        canonical = addresses.parse(email).canonical
    except addresses.AddressRefused:
        return False
    account = sociallogin.account
    if account.provider == "google":
        return canonical.endswith("@gmail.com") or bool(account.extra_data.get("hd"))
    return bool(account.provider != "facebook")


def _may_enter(sociallogin: SocialLogin) -> bool:
    user = sociallogin.user
    if sociallogin.is_existing:
        return bool(user and user.is_active and not user.is_staff)
    emails = verified_emails(sociallogin)
    # Somebody's already, and not to be entered: one of the staff, or closed.
    return bool(emails) and not any(
        owning.owner_of(addresses.parse(email)) for email in emails
    )


def _keep_only_what_is_verified(sociallogin: SocialLogin) -> None:
    """A new account begins with one address, which the company has verified."""
    email, *_others = verified_emails(sociallogin)
    sociallogin.email_addresses = [
        address for address in sociallogin.email_addresses if address.email == email
    ]
    if sociallogin.user:
        sociallogin.user.email = email


def _to_our_door(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """The same for all: nobody learns here whether an address has an account."""
    words = _(
        "%(company)s could not tell us for certain which address is yours. Sign in with"
        " a code instead; on your page you can connect %(company)s afterwards."
    )
    provider = sociallogin.account.get_provider(request)
    messages.info(request, words % {"company": provider.app.name or provider.name})
    return redirect(_door(sociallogin.state.get("next")))


def did_not_work(request: HttpRequest, back_to: str | None = None) -> HttpResponse:
    """Back to our own door, whatever the company's fault was."""
    words = _("Signing in there did not work. You can sign in with a code instead.")
    messages.error(request, words)
    return redirect(_door(back_to))


def _door(back_to: str | None) -> str:
    return f"{DOOR}?{urlencode({'next': back_to})}" if back_to else DOOR


def begin(request: HttpRequest, key: str) -> HttpResponse | None:
    """Send a reader over to a company; None for one that is not configured."""
    try:
        provider = Adapter(request).get_provider(request, key)
    except SocialApp.DoesNotExist:
        return None
    try:
        answer: HttpResponse = provider.redirect_from_request(request)
    except RequestException:
        return did_not_work(request, request.POST.get("next"))
    return answer


def come_back(request: HttpRequest, key: str) -> HttpResponse:
    """From an OpenID server, which may be away by now."""
    try:
        answer: HttpResponse = openid.callback(request, key)
    except RequestException:
        return did_not_work(request)
    return answer
