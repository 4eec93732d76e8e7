"""The desk of the forum: its queues, its readers, its rules."""

from django.utils.translation import gettext_lazy as _

from comments.admin import batches, comments, deciding, people, rules
from comments.models import Comment, Sanction
from config import labels

__all__ = ["batches", "comments", "deciding", "people", "rules"]

labels.name(Comment, featured_by=_("featured by"))
labels.name(Sanction, reader=_("reader"))
