"""Rows for the tests: fixed values, each to be changed by name.

The cast, the same as in the demo: Ada edits, Bo is a reporter, Cy is an outsider.
"""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files import File
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.staff import sessions
from campaigns import newsletter
from campaigns.models import (
    BodyPicture,
    CallRule,
    Campaign,
    Phase,
    Section,
    Story,
    Subscription,
    TimelineEntry,
    Topic,
)
from comments import moving, text, threads
from comments.checking import Verdict
from comments.models import Comment
from comments.models.comment import new_key, place_under
from donations.gift_aid import declaring, wording
from donations.models import (
    BeneficiaryPeriod,
    Channel,
    Donation,
    GiftAidDeclaration,
    Payment,
)
from mailroom import addresses, outbox
from mailroom.models import Lane, Letter
from petitions import consents, publishing
from petitions.demo.loading import PICTURE as DEMO_PICTURE
from petitions.models import Petition, Signature, Tally
from petitions.models.signature import new_salt
from webhooks.models import Endpoint

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


def make_story(**changes):
    """A published story of a published campaign."""
    campaign = changes.pop("campaign", None) or make_campaign()
    details = {
        "slug": "a-bed-in-przemysl",
        "headline": "A bed in Przemyśl",
        "standfirst": "Volunteers at the border sleep less than those they help.",
        "body": "<p>The first train came at four.</p>",
        "is_published": True,
        "published_at": timezone.now() - timedelta(hours=1),
    }
    return Story.objects.create(campaign=campaign, **(details | changes))


def mark(kind, target="", words=""):
    """A call as an editor places it in the body of a story."""
    said = f'data-call="{kind}" data-target="{target}" data-words="{words}"'
    return f"<aside {said}></aside>"


def make_topic(name="Ukraine"):
    return Topic.objects.get_or_create(slug=name.lower(), defaults={"name": name})[0]


def make_section(name="UK news"):
    slug = name.lower().replace(" ", "-")
    return Section.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def make_rule(**changes):
    """A petition's card at the end of all stories of the campaign."""
    fields = {"kind": "petition", "target": "safe-haven"} | changes
    if not {"topic", "section", "campaign"} & fields.keys():
        fields["campaign"] = make_campaign()
    return CallRule.objects.create(**fields)


def make_phase(campaign=None, **changes):
    """The run of 2022, which is on unless `ended_on` says otherwise."""
    fields = {"title": "Ukraine 2022", "started_on": date(2022, 3, 1)} | changes
    return Phase.objects.create(campaign=campaign or make_campaign(), **fields)


def make_entry(campaign=None, **changes):
    """A published line of the timeline."""
    fields = {
        "kind": "milestone",
        "happened_on": date(2022, 3, 3),
        "title": "100,000 names in 48 hours",
        "is_published": True,
    } | changes
    campaign = campaign or make_campaign()
    return TimelineEntry.objects.create(campaign=campaign, **fields)


def make_subscription(campaign=None, *, email="ada@example.org", **changes):
    """A confirmed wish for letters about the campaign."""
    address = addresses.parse(email)
    fields = {
        "email": address.mail_to,
        "wording": newsletter.record(newsletter.wording()),
        "confirmed_at": timezone.now(),
    } | changes
    return Subscription.objects.create(
        campaign=campaign or make_campaign(),
        subscriber_key=newsletter.key(address),
        **fields,
    )


def make_body_picture(**changes):
    """A picture inside a story, or of none yet; the file is the demo's."""
    fields = {"picture_alt": "People walk to a house"} | changes
    row = BodyPicture(**fields)
    with DEMO_PICTURE.open("rb") as file:
        row.picture_file.save("walk.jpg", File(file))
    return row


def make_channel(**changes):
    """A public link to an outside fundraiser, with a target of £100,000."""
    details = {
        "title": "Ukraine appeal",
        "url": "https://www.gofundme.com/f/ukraine",
        "target_minor": 10_000_000,
        "is_published": True,
    }
    campaign = changes.pop("campaign", None) or make_campaign()
    return Channel.objects.create(campaign=campaign, **(details | changes))


def make_beneficiary(channel, **changes):
    """A charity that claims Gift Aid; no charity has its number."""
    fields = {
        "name": "The Example Relief Fund",
        "charity_number": "0000000",
        "claims_gift_aid": True,
        "starts_on": date(2022, 1, 1),
    }
    return BeneficiaryPeriod.objects.create(channel=channel, **(fields | changes))


def make_payment(channel, *, email="ada@example.org", name="Ada Field", **changes):
    """A gift of £10 that was paid through a channel, as Stripe's rows would say it."""
    amount, currency = changes.pop("amount_minor", 1000), channel.currency
    donation = Donation.objects.create(
        channel=channel,
        email=email,
        name=name,
        amount_minor=amount,
        currency=currency,
        status="paid",
        is_live=changes.pop("is_live", False),
        came_by=changes.pop("came_by", ""),
    )
    fields = {
        "charge_id": f"ch_{donation.pk.hex}",
        "amount_minor": amount,
        "currency": currency,
        "paid_at": timezone.now(),
    }
    return Payment.objects.create(donation=donation, **(fields | changes))


def make_declaration(payment, **changes):
    """Gift Aid on what was paid, declared with the payment."""
    fields = {
        "charity_number": "0000000",
        "wording": wording.row(wording.of("The Example Relief Fund")),
        "donor_key": declaring.donor_key(addresses.parse(payment.donation.email)),
        "first_name": "Ada",
        "last_name": "Field",
        "house": "12",
        "postcode": "EC4Y 1AA",
        "declared_at": payment.paid_at,
    }
    return GiftAidDeclaration.objects.create(
        donation=payment.donation, **(fields | changes)
    )


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


def make_fin():
    """Keeps the books: sees money and gives it back."""
    return make_user("fin@meridian.example", is_staff=True, group="Finance")


def make_olu(**changes):
    """Owns the desk: says who may do what, and is no superuser."""
    return make_user("olu@meridian.example", is_staff=True, group="Owner", **changes)


def make_cy():
    return make_user("cy@example.org")


def at_the_desk(client, person, *, opened_by="passkey"):
    """Sign somebody in at the desk, by what the door does once both steps are made."""
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "testserver"}
    request.session = client.session
    sessions.begin(request, person, opened_by)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


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


def make_endpoint(**changes):
    """An active one that wants to hear everything."""
    fields = {"name": "Newsletter", "url": "https://hooks.example.org/hooks"}
    return Endpoint.objects.create(**(fields | changes))


def make_thread(subject=None, **changes):
    """The thread of a story, unless another thing is named."""
    thread = threads.of(subject or make_story())
    for name, value in changes.items():
        setattr(thread, name, value)
    thread.save()
    return thread


def make_comment(thread, author=None, *, parent=None, **changes):
    """A published comment, by a reader of its own unless one is named."""
    fields = {"body": "I will keep a bed free."} | changes
    status = fields.pop("status", Comment.Status.PUBLISHED)
    author = author or make_user(f"reader-{new_key()}@example.org")
    comment = Comment(
        **place_under(parent)._asdict(),
        thread=thread,
        author=author,
        body_html=text.to_html(fields["body"]),
        **fields,
    )
    return moving.begin(comment, Verdict(status))
