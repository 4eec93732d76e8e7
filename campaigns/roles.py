"""Which of this app's permissions each role of the newsroom gets."""

from accounts.roles import EDITOR, EXPORTER, FINANCE, MODERATOR, grant

EDITED = (
    "byline",
    "callrule",
    "campaign",
    "correction",
    "phase",
    "section",
    "story",
    "takendown",
    "timelineentry",
    "topic",
)


def register() -> None:
    for model in EDITED:
        verbs = ("add", "change", "delete", "view")
        grant(EDITOR, *(f"campaigns.{verb}_{model}" for verb in verbs))
    for role in (MODERATOR, EXPORTER, FINANCE):
        grant(role, "campaigns.view_campaign")
