from comments.models.comment import (
    Comment,
    CommentChange,
    Respect,
    Revision,
)
from comments.models.following import Follow, Mute, Notice, NoticeKind
from comments.models.moderation import ModerationAction, Report, Sanction
from comments.models.threads import ForumRules, Mode, Thread, ThreadTally

__all__ = [
    "Comment",
    "CommentChange",
    "Follow",
    "ForumRules",
    "Mode",
    "ModerationAction",
    "Mute",
    "Notice",
    "NoticeKind",
    "Report",
    "Respect",
    "Revision",
    "Sanction",
    "Thread",
    "ThreadTally",
]
