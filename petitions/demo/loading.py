"""Puts the demo into an empty database, and nothing into any other."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns import search
from campaigns.models import Campaign, Phase
from mailroom import addresses
from petitions import consents, counting, postcodes, proving, publishing
from petitions.demo import arabic, people, stories, timeline, words
from petitions.models import CountChange, Petition, Signature
from petitions.models.counts import Reason
from petitions.models.signature import new_salt

PICTURE = Path(__file__).parent / "refugees-welcome.jpg"
SIGNERS = 347
Part = Callable[[Campaign], None]
_parts: list[Part] = []
ADA, BO = settings.DEMO_STAFF


def also(part: Part) -> None:
    """Let a higher app add what is its own to the demo's campaign."""
    _parts.append(part)


def load(*, password: str) -> bool:
    """Load campaign, petition, stories, staff; False where anything is there."""
    if Campaign.objects.exists() or User.objects.exists():
        _keep_password(password)
        return False
    with transaction.atomic():
        _make_staff(password)
        campaign = _make_campaign()
        petition = _make_petition(campaign)
        _make_signers(petition)
        stories.load(petition)
        for part in _parts:
            part(campaign)
    counting.drain()
    proving.prove_due()
    timeline.tell(petition)
    if speaks_arabic():
        arabic.say(petition)
    search.reindex()
    return True


def speaks_arabic() -> bool:
    """Whether every part of the demo is told in Arabic."""
    return settings.LANGUAGE_CODE == "ar"


def _make_staff(password: str) -> None:
    """Ada runs the demo's desk; Bo is a reporter, who edits and exports nothing."""
    User.objects.create_superuser(ADA, password, display_name="Ada Field")
    bo = User.objects.create_user(
        BO, password, display_name="Bo Lindqvist", is_staff=True
    )
    bo.groups.add(Group.objects.get(name="Editor"))


def _keep_password(password: str) -> None:
    """The password that the start prints is the one that works."""
    for user in User.objects.filter(email__in=[ADA, BO]):
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])


def _make_campaign() -> Campaign:
    campaign = Campaign(**words.CAMPAIGN)
    _give_picture(campaign)
    campaign.save()
    for phase in words.PHASES:
        Phase.objects.create(campaign=campaign, **phase)
    return campaign


def _make_petition(campaign: Campaign) -> Petition:
    phase = campaign.phases.get(title=words.PHASES[0]["title"])
    petition = Petition(campaign=campaign, phase=phase, **words.PETITION)
    petition.picture_file = campaign.picture_file.name
    petition.save()
    said = arabic.words if speaks_arabic() else words
    publishing.write_text(petition, said.PETITION_TEXT)
    publishing.open_petition(petition)
    return petition


def _give_picture(campaign: Campaign) -> None:
    with PICTURE.open("rb") as file:
        campaign.picture_file.save(PICTURE.name, File(file), save=False)


def _make_signers(petition: Petition) -> None:
    """As if they had signed and confirmed: the count comes from the queue as ever."""
    names = arabic.people.NAMES if speaks_arabic() else people.NAMES
    signers = people.signers(SIGNERS, until=timezone.now(), names=names)
    signatures = [_signature(petition, signer) for signer in signers]
    Signature.objects.bulk_create(signatures)
    CountChange.objects.bulk_create(
        CountChange(
            petition=petition,
            change=1,
            reason=Reason.CONFIRMED,
            country=signature.country,
            region=signature.region,
            came_by=signature.came_by,
            at=signature.signed_at,  # They confirmed at once.
            signature_id=signature.pk,
        )
        for signature in signatures
    )


def _signature(petition: Petition, signer: people.Signer) -> Signature:
    canonical = addresses.parse(signer.email).canonical
    return Signature(
        petition=petition,
        signer_key=petition.signer_key(canonical),
        name=signer.name,
        email=signer.email,
        country=signer.country,
        postcode=signer.postcode,
        region=postcodes.region(signer.postcode, country=signer.country),
        show_name=signer.show_name,
        text=petition.text,
        wording_id=consents.wording_id(),
        status=Signature.Status.CONFIRMED,
        signed_at=signer.signed_at,
        verified_at=signer.signed_at,
        confirmed_at=signer.signed_at,
        salt=new_salt(),
    )
