"""Which of the forum's permissions each role of the newsroom gets."""

from accounts.roles import EDITOR, MODERATOR, grant

SEEN = (
    *("comment", "moderationaction", "report", "sanction", "thread", "forumrules"),
    *("batch", "appeal", "legalcomplaint", "printpick", "printexport", "outsidecheck"),
)


def register() -> None:
    """Moderators decide; editors close threads, feature, and choose for print."""
    for role in (EDITOR, MODERATOR):
        grant(role, *(f"comments.view_{model}" for model in SEEN))
        grant(role, "comments.change_thread", "comments.feature_comment")
        grant(role, "comments.shortlist_comment")
    grant(
        MODERATOR,
        "comments.moderate_comment",
        "comments.add_sanction",
        "comments.change_sanction",
        "comments.add_forumrules",
        "comments.change_forumrules",
    )
