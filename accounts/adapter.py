"""Where allauth meets the newsroom."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class Adapter(DefaultAccountAdapter):
    """Letters carry the newsroom's name; sending goes through the mailroom."""

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.NEWSROOM_NAME}: {subject}"
