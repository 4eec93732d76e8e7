"""Which of this app's permissions each role of the newsroom gets."""

from accounts.roles import EDITOR, OWNER, grant


def register() -> None:
    grant(EDITOR, "webhooks.view_endpoint", "webhooks.view_delivery")
    grant(
        OWNER,
        *(f"webhooks.{verb}_endpoint" for verb in ("add", "change", "delete")),
        "webhooks.resend_delivery",
    )
