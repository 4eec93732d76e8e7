from comments.models.appeals import Appeal
from comments.models.batches import Batch, BatchItem
from comments.models.comment import (
    Comment,
    CommentChange,
    Respect,
    Revision,
)
from comments.models.complaints import LegalComplaint
from comments.models.figures import ForumMonth
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
from comments.models.outside import OutsideCheck
from comments.models.printing import PrintExport, PrintPick
from comments.models.threads import ForumRules, Mode, Thread, ThreadTally

__all__ = [
    "Appeal",
    "Batch",
    "BatchItem",
    "Comment",
    "CommentChange",
    "Follow",
    "ForumChoices",
    "ForumMonth",
    "ForumRules",
    "LegalComplaint",
    "Mode",
    "ModerationAction",
    "Mute",
    "Notice",
    "NoticeKind",
    "NoticeLetter",
    "OutsideCheck",
    "Pace",
    "PrintExport",
    "PrintPick",
    "Report",
    "Respect",
    "Revision",
    "Sanction",
    "Telling",
    "Thread",
    "ThreadTally",
]
