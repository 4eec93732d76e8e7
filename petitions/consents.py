"""The words beside the boxes of the form, and the record of who saw which."""

import hashlib
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from petitions.models import ConsentWording

MOST_KEPT = 64


class Wording(NamedTuple):
    """What a reader agrees to, box by box, in the reader's language."""

    consent: str
    show_name: str
    newsletter: str
    open_account: str
    privacy: str


_row_ids: dict[tuple[str, Wording], int] = {}


def wording() -> Wording:
    """The words that the form shows now."""
    return _in(_language())


def _in(language: str) -> Wording:
    return _wording(
        language,
        settings.NEWSROOM_NAME,
        settings.UNCONFIRMED_KEPT_DAYS,
        settings.ENDED_KEPT_DAYS,
    )


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@lru_cache(maxsize=MOST_KEPT)
def _wording(language: str, newsroom: str, days: int, ended_days: int) -> Wording:
    """In the language that is active, which is the one that is named."""
    names = {"newsroom": newsroom, "days": days, "ended_days": ended_days}
    return Wording(
        consent=_(
            "Add my name to this petition. I agree that %(newsroom)s keeps my details"
            " for it, as described below."
        )
        % names,
        show_name=_("Show my name among the signers on the page of the petition."),
        newsletter=_("Write to me about this campaign.") % names,
        open_account=_(
            "Also open a reader account at %(newsroom)s with this address. It needs no"
            " password, and I can delete it at any time."
        )
        % names,
        privacy=_(
            "%(newsroom)s keeps your name, email address, country and postcode to count"
            " your signature once and to prove to the decision maker that it is real."
            " Your name and postcode may be handed to the decision maker. Your email"
            " address is never handed on. If you do not confirm within %(days)s days,"
            " everything you typed is deleted. %(ended_days)s days after the petition"
            " has ended, your name and all else that leads to you is deleted, and your"
            " signature goes on counting. Each letter we send carries a link with"
            " which you can see, change, withdraw or erase what you gave, without an"
            " account."
        )
        % names,
    )


def wording_id() -> int:
    """The row that stands for the words shown now, made when they are new.

    Kept only once it is committed: until then another connection may not name the
    row, and a transaction that is taken back takes the row with it.
    """
    language = _language()
    key = (language, _in(language))
    kept = _row_ids.get(key)
    return kept if kept is not None else _look_up(*key)


def _look_up(language: str, words: Wording) -> int:
    digest = hashlib.sha256("\n".join((language, *words)).encode()).hexdigest()
    row, _is_new = ConsentWording.objects.get_or_create(
        sha256=digest,
        defaults={
            "language": language,
            "ended_kept_days": settings.ENDED_KEPT_DAYS,
            **words._asdict(),
        },
    )
    number = int(row.pk)
    transaction.on_commit(lambda: _keep((language, words), number))
    return number


def _keep(key: tuple[str, Wording], number: int) -> None:
    if len(_row_ids) >= MOST_KEPT:
        forget()
    _row_ids[key] = number


def forget() -> None:
    """Look every row up again."""
    _row_ids.clear()
