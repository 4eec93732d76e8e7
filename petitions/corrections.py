"""Letters to signers who came through a story that had something wrong.

An editor's press marks the correction (`campaigns.corrections.ask`). A sweep then walks
the signers in batches: rows, letters and the cursor change together, so a re-run goes
on where it stopped, and the unique key keeps each mailbox to one letter.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.safestring import SafeString

from campaigns import corrections
from campaigns.models import Correction
from config import batches
from mailroom import addresses, outbox
from mailroom.models import Lane, Letter
from mailroom.printing import from_templates
from mailroom.writing import Written, writes
from petitions import letters
from petitions.models import CorrectionLetter, Signature

logger = logging.getLogger(__name__)

KIND = "petitions.correction"
BATCH_SIZE = 500
# They go behind all others, and wait for a mailbox that has had its share.
LIFETIME = timedelta(days=14)


def offer() -> None:
    """Called once, when Django starts."""
    corrections.register(count=recipient_count)


def recipient_count(correction: Correction) -> int:
    """How many addresses there are to write to, as things stand."""
    return _recipients(correction).values("email").distinct().count()


def _recipients(correction: Correction) -> QuerySet[Signature]:
    came = Signature.objects.came_by_story(correction.story_id)
    return came.confirmed().exclude(email="")


def write_due() -> int:
    """Put the letters that were asked for into the outbox; how many signers it met."""
    asked = Correction.objects.filter(mail_asked_at__isnull=False, mailed_at=None)
    pks = list(asked.values_list("pk", flat=True))
    return sum(batches.repeat(partial(_write_batch, pk)) for pk in pks)


@transaction.atomic
def _write_batch(pk: int) -> int:
    """The next signers of this correction; none is left out, and none written twice."""
    unfinished = Correction.objects.filter(pk=pk, mailed_at=None)
    correction = unfinished.select_for_update(skip_locked=True).first()
    if correction is None:
        return 0
    later = _recipients(correction).filter(pk__gt=correction.mailed_through)
    signatures = list(later.only("pk", "email").order_by("pk")[:BATCH_SIZE])
    if not signatures:
        Correction.objects.filter(pk=pk).update(mailed_at=timezone.now())
        logger.info("Wrote all letters about correction %s", pk)
        return 0
    _write(correction, signatures)
    Correction.objects.filter(pk=pk).update(mailed_through=signatures[-1].pk)
    return len(signatures)


def _write(correction: Correction, signatures: Collection[Signature]) -> None:
    CorrectionLetter.objects.bulk_create(
        (
            CorrectionLetter(
                correction=correction,
                signature=signature,
                mailbox_key=addresses.mailbox_key(addresses.parse(signature.email)),
            )
            for signature in signatures
        ),
        ignore_conflicts=True,
    )
    # A mailbox that has its letter already gave no row.
    made = CorrectionLetter.objects.filter(
        correction=correction, signature__in=signatures
    )
    mail_to = {signature.pk: signature.email for signature in signatures}
    outbox.post(_draft(letter, mail_to[letter.signature_id]) for letter in made)


def _draft(letter: CorrectionLetter, mail_to: str) -> Letter:
    return outbox.draft(
        KIND, subject_id=letter.pk, mail_to=mail_to, lane=Lane.BULK, lifetime=LIFETIME
    )


def forget(signature_ids: Iterable[int]) -> None:
    """Leave nothing that leads from a correction to these signers."""
    own = CorrectionLetter.objects.filter(signature__in=list(signature_ids))
    pks = list(own.values_list("pk", flat=True))
    if pks:
        outbox.forget([KIND], pks)
        own.filter(pk__in=pks).delete()


# The words


class Told(NamedTuple):
    """What the letter says of story and correction; the same for all its readers."""

    headline: str
    url: str
    text: str
    html: SafeString
    made_on: str


class Subject(NamedTuple):
    """What a letter is about."""

    signature: Signature
    told: Told


def load(ids: Collection[int]) -> dict[int, Subject]:
    """Those whose signer still counts, and whose story can still be read."""
    found = CorrectionLetter.objects.filter(
        pk__in=ids, signature__status=Signature.Status.CONFIRMED
    ).exclude(signature__email="")
    found = found.select_related("correction__story__campaign", "signature__petition")
    return {
        letter.pk: Subject(letter.signature, _told(letter.correction))
        for letter in found
        if letter.correction.story.is_public
    }


def _told(correction: Correction) -> Told:
    story = correction.story
    return Told(
        headline=story.headline,
        url=settings.SITE_URL + story.url,
        text=correction.text.strip(),
        html=correction.text_html,
        made_on=formats.date_format(timezone.localdate(correction.made_at)),
    )


@writes(KIND, load=load)
def letter(subject: Subject) -> Written:
    """What was wrong, what is right, and what the signer may do about it."""
    petition = subject.signature.petition
    return from_templates(
        "petitions/correction",
        {
            "story": subject.told,
            "title": petition.title,
            "petition_url": settings.SITE_URL + petition.url,
        },
        blanks=letters.blanks(subject.signature),
    )
