from comments.models.comment import (
    Comment,
    CommentChange,
    Respect,
    Revision,
)
from comments.models.following import Follow, Mute
from comments.models.moderation import ModerationAction, Report, Sanction
from comments.models.notices import (
    ForumChoices,
    Notice,
    NoticeKind,
    NoticeLetter,
    Pace,
    Telling,
)
from comments.models.threads import ForumRules, Mode, Thread, ThreadTally

__all__ = [
    "Comment",
    "CommentChange",
    "Follow",
    "ForumChoices",
    "ForumRules",
    "Mode",
    "ModerationAction",
    "Mute",
    "Notice",
    "NoticeKind",
    "NoticeLetter",
    "Pace",
    "Report",
    "Respect",
    "Revision",
    "Sanction",
    "Telling",
    "Thread",
    "ThreadTally",
]
