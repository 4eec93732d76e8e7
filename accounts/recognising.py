"""Who a request comes from: the session of its browser, and the reader in it.

Each request of a reader asks both, so both are read by statements built once
(`config.prepared`).
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from config import prepared


class SessionStore(db.SessionStore):
    """Django's sessions in the database; each of them found by its key."""

    def _get_session_from_db(self) -> Session | None:
        try:
            session = prepared.get(Session, session_key=self.session_key)
        except Session.DoesNotExist:
            session = None
        if session is not None and session.expire_date > timezone.now():
            return session
        self._session_key = None
        return None


class Readers(AuthenticationBackend):
    """Allauth's way in; who is in already is looked up by their number."""

    def get_user(self, user_id: Any) -> User | None:
        try:
            user = prepared.get(User, id=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
