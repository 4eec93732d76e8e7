"""Which of this app's permissions each role of the newsroom gets."""

from accounts.roles import EDITOR, FINANCE, MODERATOR, grant

WRITTEN = ("channel", "beneficiaryperiod", "matchpledge", "togetherfigure")


def register() -> None:
    """Editors keep the ways to give; so does Finance, who answers for the figures."""
    for role in (EDITOR, FINANCE):
        for model in WRITTEN:
            verbs = ("add", "change", "delete", "view")
            grant(role, *(f"donations.{verb}_{model}" for verb in verbs))
        # A figure is never changed: what was printed stays on record.
        grant(role, "donations.add_raisedfigure", "donations.view_raisedfigure")
    books = (
        *("donation", "payment", "refund", "dispute", "subscription"),
        *("paymentdecision", "bookdifference", "moneyexport"),
        *("giftaiddeclaration", "giftaidclaim"),
    )
    grant(FINANCE, *(f"donations.view_{model}" for model in books))
    added = ("refund", "paymentdecision", "moneyexport", "giftaidclaim")
    grant(FINANCE, *(f"donations.add_{model}" for model in added))
    changed = ("bookdifference", "giftaiddeclaration", "giftaidclaim")
    grant(FINANCE, *(f"donations.change_{model}" for model in changed))
    # A name on the wall is what readers read, as a comment is.
    for role in (MODERATOR, FINANCE):
        grant(role, "donations.view_wallname", "donations.change_wallname")
