"""What a petition has other people's programs told: its milestones and its states.

Facts that its page shows to everybody, and nothing of a signer (docs/webhooks.md).
"""

from collections.abc import Sequence

from django.utils import timezone

from petitions.models import Milestone, Petition, Tally
from webhooks import kinds, outbox


def milestones(petition_id: int, counts: Sequence[int]) -> None:
    """Tell of round numbers, in the drain that is about to keep them as reached.

    One that is kept already is no news: the number fell, and rose again.
    """
    if not counts:
        return
    petition = Petition.objects.get(pk=petition_id)
    of_petition = Milestone.objects.filter(petition=petition, count__in=counts)
    known = set(of_petition.values_list("count", flat=True))
    new = sorted(set(counts) - known)
    told = [{"milestone": count, "reached_at": _now()} for count in new]
    outbox.tell_all(
        kinds.MILESTONE,
        subject=petition.url,
        data=[_names(petition) | each for each in told],
    )


def state(petition: Petition) -> None:
    """Tell that it was opened, paused, closed or won, in the transaction of that."""
    count = Tally.objects.filter(petition=petition).values_list("count", flat=True)
    told = {"status": petition.status, "count": count.first() or 0}
    outbox.tell(kinds.STATE, subject=petition.url, data=_names(petition) | told)


def _names(petition: Petition) -> dict[str, str]:
    return {"petition": petition.slug, "title": petition.title}


def _now() -> str:
    return timezone.now().isoformat().replace("+00:00", "Z")
