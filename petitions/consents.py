"""The words beside the boxes of the form, and the record of who saw which."""

import hashlib
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from petitions.models import ConsentWording


class Wording(NamedTuple):
    """What a reader agrees to, box by box, in the reader's language."""

    consent: str
    show_name: str
    newsletter: str
    privacy: str


def wording() -> Wording:
    """The words that the form shows now."""
    names = {
        "newsroom": settings.NEWSROOM_NAME,
        "days": settings.UNCONFIRMED_KEPT_DAYS,
    }
    return Wording(
        consent=_(
            "Add my name to this petition. I agree that %(newsroom)s keeps my details"
            " for it, as described below."
        )
        % names,
        show_name=_("Show my name among the signers on this page."),
        newsletter=_("Write to me about this campaign.") % names,
        privacy=_(
            "%(newsroom)s keeps your name, email address, country and postcode to count"
            " your signature once and to prove to the decision maker that it is real."
            " Your name and postcode may be handed to the decision maker. Your email"
            " address is never handed on. If you do not confirm within %(days)s days,"
            " everything you typed is deleted. Each letter we send carries a link with"
            " which you can see, change, withdraw or erase what you gave, without an"
            " account."
        )
        % names,
    )


def wording_id() -> int:
    """The row that stands for the words shown now, made when they are new."""
    return _row_id(get_language() or settings.LANGUAGE_CODE, wording())


@lru_cache(maxsize=64)
def _row_id(language: str, words: Wording) -> int:
    digest = hashlib.sha256("\n".join((language, *words)).encode()).hexdigest()
    row, _is_new = ConsentWording.objects.get_or_create(
        sha256=digest, defaults={"language": language, **words._asdict()}
    )
    return int(row.pk)
