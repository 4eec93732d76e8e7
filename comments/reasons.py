"""Why a comment may not stand, in a closed list that readers and moderators share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """What a report says, what a moderator decides, and what its author is told."""

    OFFENSIVE = "offensive", _("It insults people for who they are")
    ABUSIVE = "abusive", _("It attacks or threatens somebody")
    SPAM = "spam", _("It is advertising, or the same again")
    PERSONAL = "personal", _("It tells somebody's private details")
    OFF_TOPIC = "off topic", _("It is about something else")
    ILLEGAL = "illegal", _("It is against the law")
    OTHER = "other", _("Something else")
