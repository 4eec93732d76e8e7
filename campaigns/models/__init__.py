from campaigns.models.calls import CallRule
from campaigns.models.campaign import Campaign, Phase, RecordedCount
from campaigns.models.picture import BodyPicture
from campaigns.models.search import SearchDocument
from campaigns.models.story import Byline, Correction, Section, Story, Topic
from campaigns.models.subscription import Subscription, SubscriptionWording
from campaigns.models.taken_down import TakenDown
from campaigns.models.timeline import DraftMark, TimelineEntry
from campaigns.pictures.files import StoredPicture

__all__ = [
    "BodyPicture",
    "Byline",
    "CallRule",
    "Campaign",
    "Correction",
    "DraftMark",
    "Phase",
    "RecordedCount",
    "SearchDocument",
    "Section",
    "StoredPicture",
    "Story",
    "Subscription",
    "SubscriptionWording",
    "TakenDown",
    "TimelineEntry",
    "Topic",
]
