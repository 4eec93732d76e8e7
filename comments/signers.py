"""A signer's reason as a comment in the petition's thread, where the signer wishes it.

Never without their press, and never for longer than the signature: who withdraws it,
or erases it, has the comment deleted with it. The comment names no signature.
"""

from collections.abc import Sequence

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import pending
from accounts.models import User
from accounts.pending import Payload
from comments import cleaning, deleting, pacing, posting, sending, threads
from comments.models import Comment
from comments.posting import Written
from petitions import belonging, reasons, tokens
from petitions.models import Signature

KIND = "comments.reason"


def offer() -> None:
    reasons.register(_draw, taken_back=take_back, forgotten=forget)
    button = _("Publish my reason as a comment")
    pending.register(KIND, perform, words=words, button=button)


def _draw(signature: Signature) -> str:
    """The button, or where the comment is; "" where nobody can write."""
    comment = of(signature)
    petition = signature.petition
    if comment is None and threads.why_closed(petition, threads.find(petition)):
        return ""
    about = {
        "signature": signature,
        "comment": comment,
        "url": reverse(
            "comments:publish_reason",
            args=[petition.slug, tokens.make(tokens.REASON, signature)],
        ),
    }
    return render_to_string("comments/_reason.html", about)


def of(signature: Signature) -> Comment | None:
    """The comment that this reason became."""
    return Comment.objects.filter(signature=signature.pk).first()


# Publishing


def pressed(signature: Signature, *, network: str) -> Payload:
    return {"signature": signature.pk, "text": signature.reason, "network": network}


def words(payload: Payload) -> list[tuple[str, str]]:
    return [(gettext("Your reason"), str(payload.get("text", "")))]


def perform(user: User, payload: Payload) -> str:
    """As `publish`, on the way in. Raises pending.Refused."""
    signature = Signature.objects.filter(pk=payload["signature"]).first()
    try:
        if signature is None:
            raise posting.Refused(gettext("Your signature is not there any more."))
        comment = publish(user, signature, network=payload["network"], from_door=True)
    except posting.Refused as refusal:
        raise pending.Refused(str(refusal)) from refusal
    except pacing.TooFast as error:
        raise pending.Refused(pacing.words(error.seconds)) from error
    return reverse("comments:sent", args=[comment.pk])


@transaction.atomic
def publish(
    user: User, signature: Signature, *, network: str = "", from_door: bool = False
) -> Comment:
    """Say the reason in the thread, once. Raises posting.Refused and pacing.TooFast.

    By the account to which the signature belongs: nobody speaks with another's words.
    """
    sending.hold(user)
    if not belonging.of_reader(user).filter(pk=signature.pk).exists():
        raise posting.Refused(
            gettext(
                "Sign in with the address that you signed with: this reason was given"
                " with another one."
            )
        )
    if earlier := of(signature):
        return earlier
    if not signature.reason or signature.shown_status != Signature.Status.CONFIRMED:
        raise posting.Refused(
            gettext("Your signature does not count, so its reason is not published.")
        )
    written = Written(_clean(signature.reason), None, signature.came_by, network)
    comment = posting.post(user, signature.petition, written)
    pacing.check(comment, network, from_door=from_door)
    comment.signature = signature
    comment.save(update_fields=["signature"])
    return comment


def _clean(reason: str) -> str:
    """Reasons are held to less than comments are, since nobody reads them but staff."""
    try:
        return cleaning.clean(reason)
    except cleaning.NotAComment as fault:
        raise posting.Refused(
            gettext(
                "Your reason holds characters that a comment may not have. Write it"
                " once more in the comments."
            )
        ) from fault


def forget(signature_ids: Sequence[int]) -> None:
    """The comment is its author's; the signature is nobody's by now."""
    own = Comment.objects.filter(signature__in=signature_ids)
    own.update(signature=None)


# Taking it back


def take_back(signature: Signature, for_good: bool) -> None:
    """The signature went, and with it what its signer said by it."""
    comment = of(signature)
    if comment is None:
        return
    deleting.delete(comment, by=comment.author)
    if for_good:
        deleting.blank([comment.pk])
