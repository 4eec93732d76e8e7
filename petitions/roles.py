"""Which of this app's permissions each role of the newsroom gets."""

from accounts.roles import EDITOR, EXPORTER, MODERATOR, grant


def register() -> None:
    grant(
        EDITOR,
        *(f"petitions.{verb}_petition" for verb in ("add", "change", "delete", "view")),
        "petitions.move_petition",
        "petitions.view_signature",
        "petitions.release_signature",
    )
    grant(
        MODERATOR,
        "petitions.view_petition",
        "petitions.view_signature",
        "petitions.release_signature",
    )
    grant(
        EXPORTER,
        "petitions.view_petition",
        "petitions.view_signature",
        "petitions.export_signatures",
        "petitions.view_export",
    )
