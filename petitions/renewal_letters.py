"""The letter that a campaign goes on: to whom, in batches, and its words.

It goes to confirmed signers of the frozen petition who ticked "Write to me about this
campaign", to those who subscribed without a signature, and to nobody else. A sweep
walks both lists by id. The cursors move in the transaction that puts a batch into the
outbox, so a worker that is killed, or two at once, write nobody twice.

Who confirms in the day of grace, after the letter was sent, is found by a second round
once that day is over.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from campaigns import newsletter_letter
from campaigns.models import Subscription
from campaigns.models.subscription import SubscriptionQuerySet
from config import batches
from mailroom import addresses, outbox
from mailroom.models import Lane
from mailroom.printing import from_templates
from mailroom.writing import Written, writes
from petitions import letters, tokens
from petitions.models import Renewal, RenewalLetter, Signature
from petitions.models.signature import SignatureQuerySet

logger = logging.getLogger(__name__)

BATCH_SIZE = 500
SIGNER, SUBSCRIBER = letters.RENEWAL, "petitions.renewal_subscriber"
# News of a campaign is of use for a while, and caps may hold it back for a day.
LIFETIME = timedelta(days=7)


class AlreadySent(Exception):
    """Somebody pressed "send" before; the letter is on its way."""


class NothingToSign(Exception):
    """The letter would lead to a petition that takes no names yet."""


# At the desk


def write(renewal: Renewal, *, subject: str, words: str) -> RenewalLetter:
    """Keep what an editor wrote. Raises AlreadySent."""
    letter, _is_new = RenewalLetter.objects.get_or_create(renewal=renewal)
    draft = RenewalLetter.objects.filter(pk=letter.pk, asked_at=None)
    if not draft.update(subject=subject, words=words, edited_at=timezone.now()):
        raise AlreadySent
    letter.refresh_from_db()
    return letter


def signers(renewal: Renewal) -> SignatureQuerySet:
    """Who agreed to hear, and proved the mailbox."""
    agreed = Signature.objects.confirmed().filter(petition=renewal.frozen_id)
    return agreed.filter(newsletter=True).exclude(email="")


def subscribers(renewal: Renewal) -> SubscriptionQuerySet:
    return Subscription.objects.wanted().filter(campaign=renewal.campaign_id)


def count_recipients(renewal: Renewal) -> int:
    """How many would get the letter now; each person once."""
    count = signers(renewal).count()
    rows = subscribers(renewal).order_by("pk")
    cursor = 0
    while batch := list(rows.filter(pk__gt=cursor)[:BATCH_SIZE]):
        count += len(_without_signers(renewal, batch))
        cursor = batch[-1].pk
    return count


def send_test(letter: RenewalLetter, *, to: User) -> None:
    """One letter to the editor, as a signer called like them would get it."""
    written = _written(letter, _blanks_of_test(letter, to))
    outbox.post(
        [
            outbox.draft(
                "petitions.renewal_test",
                subject_id=None,
                mail_to=to.email,
                lane=Lane.TRANSACTIONAL,
                is_capped=False,
                content={
                    "subject": written.subject,
                    "text": written.text,
                    "html": written.html,
                },
            )
        ]
    )


def send(letter: RenewalLetter, *, by: User) -> None:
    """Let the sweep begin. Raises AlreadySent and NothingToSign."""
    if not letter.renewal.begun.is_open:
        raise NothingToSign
    draft = RenewalLetter.objects.filter(pk=letter.pk, asked_at=None)
    if not draft.update(asked_at=timezone.now(), asked_by=by):
        raise AlreadySent
    logger.info("Letter about renewal %s begins to be sent", letter.renewal_id)


# The sweep


def write_due() -> int:
    """Put the letters that are asked for into the outbox; returns how many."""
    before = _written_so_far()
    batches.repeat(_write_batch)
    return _written_so_far() - before


def _written_so_far() -> int:
    return sum(RenewalLetter.objects.values_list("letter_count", flat=True))


@transaction.atomic
def _write_batch() -> int:
    """The next of one list; 0 when no list has anybody left."""
    asked = RenewalLetter.objects.filter(asked_at__isnull=False, finished_at=None)
    claimed = asked.select_for_update(skip_locked=True, of=("self",))
    for letter in claimed.select_related("renewal__frozen").order_by("pk"):
        if looked_at := _walk(letter):
            return looked_at
    return 0


def _walk(letter: RenewalLetter) -> int:
    """Go one batch on; how many rows were looked at."""
    if letter.walked_at is None:
        return _walk_signers(letter) or _walk_subscribers(letter) or _end_round(letter)
    if letter.renewal.may_settle:
        return _walk_signers(letter) or _finish(letter)
    return 0


def _walk_signers(letter: RenewalLetter) -> int:
    """Of this round: who had confirmed when it was asked for, or who did since."""
    rows = signers(letter.renewal).filter(pk__gt=letter.signature_cursor)
    if letter.walked_at is None:
        rows = rows.filter(confirmed_at__lte=letter.asked_at)
    else:
        rows = rows.filter(confirmed_at__gt=letter.asked_at)
    batch = list(rows.only("pk", "email").order_by("pk")[:BATCH_SIZE])
    if batch:
        _post(SIGNER, batch)
        _step(letter, "signature_cursor", batch[-1].pk, len(batch))
    return len(batch)


def _walk_subscribers(letter: RenewalLetter) -> int:
    rows = subscribers(letter.renewal).filter(pk__gt=letter.subscription_cursor)
    batch = list(rows.order_by("pk")[:BATCH_SIZE])
    if batch:
        wanted = _without_signers(letter.renewal, batch)
        _post(SUBSCRIBER, wanted)
        _step(letter, "subscription_cursor", batch[-1].pk, len(wanted))
    return len(batch)


def _without_signers(
    renewal: Renewal, batch: Iterable[Subscription]
) -> list[Subscription]:
    """Those who do not get the letter as signers already."""
    frozen = renewal.frozen
    if frozen is None:
        return list(batch)
    keys = {frozen.signer_key(addresses.parse(it.email).canonical): it for it in batch}
    twice = signers(renewal).filter(signer_key__in=keys)
    for key in twice.values_list("signer_key", flat=True):
        keys.pop(bytes(key), None)
    return list(keys.values())


def _post(kind: str, rows: Iterable[Signature | Subscription]) -> None:
    outbox.post(
        outbox.draft(
            kind,
            subject_id=row.pk,
            mail_to=row.email,
            lane=Lane.BULK,
            lifetime=LIFETIME,
        )
        for row in rows
    )


def _step(letter: RenewalLetter, cursor: str, to: int, written: int) -> None:
    own = RenewalLetter.objects.filter(pk=letter.pk)
    own.update(letter_count=F("letter_count") + written, **{cursor: to})


def _end_round(letter: RenewalLetter) -> int:
    """Everybody of the moment of asking is written to; late ones come later."""
    now = timezone.now()
    is_over = letter.renewal.frozen_id is None
    RenewalLetter.objects.filter(pk=letter.pk).update(
        walked_at=now, signature_cursor=0, finished_at=now if is_over else None
    )
    return 0


def _finish(letter: RenewalLetter) -> int:
    RenewalLetter.objects.filter(pk=letter.pk).update(finished_at=timezone.now())
    logger.info("Letter about renewal %s is written to all", letter.renewal_id)
    return 0


# The words


def load_signers(ids: Collection[int]) -> dict[int, tuple[Signature, RenewalLetter]]:
    """Those who still want it; who stopped or withdrew meanwhile gets none."""
    found = Signature.objects.confirmed().filter(pk__in=ids, newsletter=True)
    signatures = list(found.only("petition", "name", "email", "salt"))
    sent = _letters().filter(
        renewal__frozen__in={signature.petition_id for signature in signatures}
    )
    by_petition = {letter.renewal.frozen_id: letter for letter in sent}
    return {
        signature.pk: (signature, by_petition[signature.petition_id])
        for signature in signatures
        if signature.petition_id in by_petition
    }


def load_subscribers(
    ids: Collection[int],
) -> dict[int, tuple[Subscription, RenewalLetter]]:
    """The same; the newest letter of the campaign is the one that is on its way."""
    found = list(Subscription.objects.wanted().filter(pk__in=ids))
    sent = _letters().filter(renewal__campaign__in={it.campaign_id for it in found})
    by_campaign = {it.renewal.campaign_id: it for it in sent.order_by("pk")}
    return {
        it.pk: (it, by_campaign[it.campaign_id])
        for it in found
        if it.campaign_id in by_campaign
    }


def _letters() -> Any:
    """Letters that were sent, with all that their words name."""
    sent = RenewalLetter.objects.filter(asked_at__isnull=False)
    return sent.select_related("renewal__campaign", "renewal__begun", "renewal__frozen")


@writes(SIGNER, load=load_signers)
def to_signer(subject: tuple[Signature, RenewalLetter]) -> Written:
    signature, letter = subject
    stop_url = _url("petitions:stop", tokens.make(tokens.STOP, signature))
    blanks = {
        "first_name": signature.first_name[: letters.LONGEST_NAME_IN_LETTER],
        "again_url": _url("petitions:again", tokens.make(tokens.AGAIN, signature)),
        "my_url": _url("petitions:my", tokens.make(tokens.MY, signature)),
        "stop_url": stop_url,
    }
    return _written(letter, blanks)._replace(unsubscribe=stop_url)


@writes(SUBSCRIBER, load=load_subscribers)
def to_subscriber(subject: tuple[Subscription, RenewalLetter]) -> Written:
    subscription, letter = subject
    stop_url = newsletter_letter.stop_url(subscription)
    blanks = {"first_name": "", "again_url": "", "my_url": "", "stop_url": stop_url}
    return _written(letter, blanks)._replace(unsubscribe=stop_url)


def _written(letter: RenewalLetter, blanks: dict[str, str]) -> Written:
    renewal = letter.renewal
    petition = renewal.begun
    via = f"?via=newsletter.{renewal.pk}"
    return from_templates(
        "petitions/renewal",
        {
            "subject": letter.subject,
            "words_html": letter.words_html,
            "words_text": letter.words_text,
            "campaign": renewal.campaign.title,
            "campaign_url": settings.SITE_URL + renewal.campaign.get_absolute_url(),
            "old_title": renewal.frozen.title if renewal.frozen else "",
            "title": petition.title,
            "target": petition.target,
            "petition_url": settings.SITE_URL + petition.get_absolute_url() + via,
        },
        blanks=blanks,
    )


def _blanks_of_test(letter: RenewalLetter, editor: User) -> dict[str, str]:
    """Links that lead to the public pages, since the editor may have signed nothing."""
    petition_url = settings.SITE_URL + letter.renewal.begun.get_absolute_url()
    name = editor.display_name.split()
    return {
        "first_name": name[0] if name else "",
        "again_url": petition_url,
        "my_url": petition_url,
        "stop_url": settings.SITE_URL + letter.renewal.campaign.get_absolute_url(),
    }


def _url(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"
