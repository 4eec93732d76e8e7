"""Which links of ours brought comments: sums alone, beside those of signatures."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from comments import threads
from comments.models import Comment
from petitions import beside
from petitions.models import Petition


def register() -> None:
    beside.register(_("Comments"), by_source)


def by_source(petition: Petition) -> dict[str, int]:
    """The published comments about a petition, by the source that each came by."""
    thread = threads.find(petition)
    comments = Comment.objects.published().filter(thread=thread)
    counted = comments.order_by().values("came_by").annotate(number=Count("pk"))
    return dict(counted.values_list("came_by", "number")) if thread else {}
