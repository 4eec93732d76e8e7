"""Which of this app's permissions each role of the newsroom gets."""

from accounts.roles import EDITOR, EXPORTER, MODERATOR, grant

# What whoever looks after the count may do with single signatures.
REVIEW = (
    "petitions.view_signature",
    "petitions.release_signature",
    "petitions.remove_signature",
    "petitions.view_removal",
)


def register() -> None:
    grant(
        EDITOR,
        *(f"petitions.{verb}_petition" for verb in ("add", "change", "delete", "view")),
        "petitions.move_petition",
        *REVIEW,
    )
    grant(
        MODERATOR,
        "petitions.view_petition",
        *REVIEW,
    )
    grant(
        EXPORTER,
        "petitions.view_petition",
        "petitions.view_signature",
        "petitions.export_signatures",
        "petitions.view_export",
    )
