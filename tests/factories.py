"""Rows for the tests: fixed values, each to be changed by name.

The cast, the same as in the demo: Ada edits, Bo is a reporter, Cy is an outsider.
"""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from campaigns.models import Campaign
from mailroom import addresses, outbox
from mailroom.models import Lane, Letter
from petitions import consents, publishing
from petitions.models import Petition, Signature, Tally
from petitions.models.signature import new_salt

TEXT = "We ask the **government** to let people in."
CAMPAIGN = {
    "slug": "refugees-welcome",
    "title": "Refugees Welcome",
    "is_published": True,
}
PETITION = {
    "slug": "safe-haven",
    "title": "A safe haven",
    "target": "The Home Secretary",
}
SIGNATURE = {
    "name": "Ada Field",
    "country": "GB",
    "postcode": "SW1A 1AA",
    "region": "SW",
}
# What Ada types into the form of a petition.
FORM = {
    "name": "Ada Field",
    "email": "ada@example.org",
    "country": "GB",
    "postcode": "SW1A 1AA",
    "reason": "",
    "consent": "on",
}


def make_campaign(**changes):
    """The one campaign, unless a slug asks for another."""
    fields = CAMPAIGN | changes
    campaign, _is_new = Campaign.objects.get_or_create(
        slug=fields.pop("slug"), defaults=fields
    )
    return campaign


def make_petition(*, text=TEXT, **changes):
    """An open petition with a text; `status="draft"` leaves it unopened."""
    fields = {"status": "open", "opened_at": timezone.now()} | PETITION | changes
    fields.setdefault("campaign", make_campaign())
    if fields["status"] == "draft":
        fields["opened_at"] = None
    if fields["status"] in ("closed", "won"):
        fields.setdefault(f"{fields['status']}_at", timezone.now())
    petition = Petition.objects.create(**fields)
    publishing.write_text(petition, text)
    if petition.opened_at:
        Tally.objects.create(petition=petition)
    return petition


def make_signature(petition, *, email="ada@example.org", status="pending", **changes):
    """A signature in one of its states, with the times that prove the state."""
    now = timezone.now()
    times = {"signed_at": now}
    if status == "confirmed":
        times |= {"verified_at": now, "confirmed_at": now}
    if status in ("withdrawn", "removed"):
        times |= {"ended_at": now}
    if status == "quarantined":
        times |= {"held_because": "many signatures from one network"}
    fields = SIGNATURE | times | changes
    return Signature.objects.create(
        petition=petition,
        email=email,
        status=status,
        signer_key=petition.signer_key(addresses.parse(email).canonical),
        text=petition.text,
        wording_id=consents.wording_id(),
        salt=new_salt(),
        **fields,
    )


def make_signatures(petition, how_many, **changes):
    """Many confirmed ones, of people whose numbers are in their addresses."""
    changes = {"status": "confirmed"} | changes
    return [
        make_signature(petition, email=f"reader{number}@example.org", **changes)
        for number in range(how_many)
    ]


def make_user(email, *, group="", **changes):
    """Somebody with an account, in one of the newsroom's groups or none."""
    fields = {"display_name": email.partition("@")[0].title()} | changes
    user = User.objects.create_user(email, "a fine long password", **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_ada(**changes):
    return make_user("ada@meridian.example", is_staff=True, is_superuser=True)


def make_bo(**changes):
    """Edits petitions and takes no list out of the site."""
    return make_user("bo@meridian.example", is_staff=True, group="Editor")


def make_dee():
    """Hands lists to decision makers and edits nothing."""
    return make_user("dee@meridian.example", is_staff=True, group="Exporter")


def make_cy():
    return make_user("cy@example.org")


def make_letter(**changes):
    """A letter that carries its own words and waits to be sent."""
    fields = {
        "kind": "message",
        "subject_id": None,
        "mail_to": "ada@example.org",
        "lane": Lane.TRANSACTIONAL,
        "lifetime": timedelta(hours=1),
        "content": {"subject": "Hello", "text": "Good day.\n", "html": "<p>Good day"},
    }
    drafted = {name: changes.pop(name, value) for name, value in fields.items()}
    letter: Letter = outbox.draft(drafted.pop("kind"), **drafted)
    for name, value in changes.items():
        setattr(letter, name, value)
    letter.save()
    return letter
