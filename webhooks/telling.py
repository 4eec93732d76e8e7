"""The letter to the desk's owners when the site stops calling an endpoint."""

from django.conf import settings
from django.urls import reverse

from accounts import roles
from mailroom import outbox
from mailroom.models import Lane
from mailroom.printing import from_templates
from webhooks.models import Endpoint

KIND = "webhooks.stopped"


def tell_owners(endpoint: Endpoint) -> None:
    """Write to all owners, in the transaction in which it was stopped."""
    page = reverse("admin:webhooks_endpoint_change", args=[endpoint.pk])
    is_gone = endpoint.state == Endpoint.State.GONE
    words = from_templates(
        "webhooks/stopped",
        {"is_gone": is_gone},
        blanks={"endpoint": endpoint.name, "page_url": settings.SITE_URL + page},
    )
    outbox.post(
        outbox.draft(
            KIND,
            subject_id=None,
            mail_to=owner.email,
            lane=Lane.TRANSACTIONAL,
            is_capped=False,
            content=words._asdict(),
        )
        for owner in roles.owners()
    )
