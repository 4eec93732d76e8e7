"""Who a request comes from: the session of its browser, and the reader in it.

Each request of a reader asks both, so both are read by statements built once
(`config.prepared`).
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from config import prepared


class SessionStore(db.SessionStore):
    """Django's sessions in the database; each of them found by its key."""

    # Django names the class in it; what it has sealed goes on under this name.
    key_salt = "django.contrib.sessions.SessionStore"

    def _get_session_from_db(self) -> Session | None:
        session = self._kept()
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session

    def _kept(self) -> Session | None:
        key = self.session_key or ""
        # All that Django makes are so; PostgreSQL takes no null byte in a text.
        if not (key.isascii() and key.isalnum()):
            return None
        try:
            return prepared.get(Session, session_key=key)
        except Session.DoesNotExist:
            return None


class _OnlyRead(SessionStore):
    """A session on the short way, from which nothing is written or sent.

    What is to be done with one, a new key where the secret is a new one, or its end
    where the password is, the next page of the long way does.
    """

    def cycle_key(self) -> None:
        pass

    def flush(self) -> None:
        pass


def reader(request: HttpRequest) -> User | None:
    """Who is signed in, for a view that rests on no session (`config.short_way`)."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    looked_at = HttpRequest()
    looked_at.session = _OnlyRead(key)
    found = get_user(looked_at)
    return found if isinstance(found, User) else None


class Readers(AuthenticationBackend):
    """Allauth's way in; who is in already is looked up by their number."""

    def get_user(self, user_id: Any) -> User | None:
        try:
            user = prepared.get(User, id=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
