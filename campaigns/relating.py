"""Which other stories stand under a story."""

from campaigns.models import Story

MOST = 4


def of(story: Story) -> list[Story]:
    """Those that the editor chose, topped up with the newest of the same campaign."""
    others = Story.objects.published().exclude(pk=story.pk).select_related("campaign")
    chosen = list(others.filter(pk__in=story.related.values("pk"))[:MOST])
    known = [other.pk for other in chosen]
    newest = others.filter(campaign=story.campaign_id).exclude(pk__in=known)
    return chosen + list(newest[: MOST - len(chosen)])
