"""What Stripe posts to us."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from donations import events, stripe_api


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Believe, write down, answer; looked into by the worker. 400 to what is forged."""
    try:
        events.receive(request.body, request.headers.get("Stripe-Signature", ""))
    except stripe_api.Forged:
        return HttpResponse("Not signed by Stripe.", status=400)
    return HttpResponse("Thank you.")
