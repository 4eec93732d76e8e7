"""The form's other button: sign with an account, before or after coming in."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache

from accounts import pending
from accounts.door.forms import too_often
from accounts.models import User
from campaigns import sources
from config import client
from config.guards import post_of_whoever_is_in
from petitions import entries, known, signing_as_reader
from petitions.forms import ReadersSignatureForm
from petitions.models import Petition
from petitions.views import public, signing


@never_cache
@post_of_whoever_is_in
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Signed in, the name counts at once; signed out, it waits at the door."""
    entry = entries.read(request.POST)
    found = known.by_slug(slug, version=entry.version)
    if found is None:
        raise Http404
    if not found.petition.is_open:
        return _not_added(request, slug)
    posted = request.POST.dict() | {"via": sources.of(request)}
    form = ReadersSignatureForm(posted)
    if not form.is_valid():
        return public.page(request, found.petition, form=form, status=422)
    if not request.user.is_authenticated:
        try:
            return _to_the_door(request, slug, entry)
        except pending.TooMany as error:
            form.add_error(None, too_often(error.seconds))
            response = public.page(request, found.petition, form=form, status=429)
            response["Retry-After"] = str(error.seconds)
            return response
    reader = request.user
    if signing_as_reader.address(reader) is None:
        # Nobody proved any mailbox of this account: a letter must.
        return signing.sign(request, slug)
    return _sign(request, slug, reader)


def _to_the_door(request: HttpRequest, slug: str, entry: entries.Entry) -> HttpResponse:
    action = pending.save(
        request,
        signing_as_reader.KIND,
        _pressed(request, slug),
        f"/petitions/{slug}/#sign",
        typed=entry.details.address if entry.details else None,
    )
    return HttpResponseRedirect(pending.door(action))


def _sign(request: HttpRequest, slug: str, reader: User) -> HttpResponse:
    try:
        where = signing_as_reader.perform(reader, _pressed(request, slug))
    except pending.Refused:
        return _not_added(request, slug)
    return HttpResponseRedirect(where)


def _pressed(request: HttpRequest, slug: str) -> pending.Payload:
    return signing_as_reader.pressed(
        slug,
        request.POST,
        network=client.network(request),
        came_by=sources.of(request),
    )


def _not_added(request: HttpRequest, slug: str) -> HttpResponse:
    petition = Petition.objects.get(slug=slug)
    return public.page(request, petition, not_added=True, status=409)
