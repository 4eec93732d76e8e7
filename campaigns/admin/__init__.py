"""The desk for campaigns, their stories and timeline, and what stories ask."""

from campaigns.admin import calls, campaigns, stories, timeline, topics
from campaigns.admin.campaigns import PICTURE_FIELDS, preview_link

__all__ = [
    "PICTURE_FIELDS",
    "calls",
    "campaigns",
    "preview_link",
    "stories",
    "timeline",
    "topics",
]
