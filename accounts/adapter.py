"""Where allauth meets the newsroom."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts import pending, personal, returning
from accounts.door import devices
from accounts.home import leaving


class Adapter(DefaultAccountAdapter):
    """Letters carry the newsroom's name; sending goes through the mailroom."""

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.NEWSROOM_NAME}: {subject}"

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site, wherever allauth itself is told where to go."""
        return bool(url) and returning.is_safe(str(url))

    def pre_login(
        self, request: HttpRequest, user: Any, **about: Any
    ) -> HttpResponse | None:
        """Ask a reader who is leaving whether to stay, whatever door they came by."""
        asked = leaving.ask_instead_of_signing_in(request, user)
        answer: HttpResponse | None = asked or super().pre_login(request, user, **about)
        return answer

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        """Do what was pressed before; know the browser and its reader from now on."""
        about["redirect_url"] = (
            pending.carry_out(request, user) or about["redirect_url"]
        )
        response: HttpResponse = super().post_login(request, user, **about)
        personal.invite(response)
        devices.remember(request, response, user.email_key)
        return response
