"""The newsroom's desk: what Ada and Bo may press, and what nobody may."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from petitions import publishing
from petitions.models import CountChange, Petition, Signature
from tests import factories

DESK = "/admin/petitions/petition/"
LIST = "/admin/petitions/signature/"
NAMES = {"open": "open", "paused": "pause", "closed": "close", "won": "win"}
# Ways to give are written by who edits and by who answers for the money.
GIVING = {
    *(
        f"donations.{verb}_{model}"
        for verb in ("add", "change", "delete", "view")
        for model in ("channel", "beneficiaryperiod", "matchpledge", "togetherfigure")
    ),
    "donations.add_raisedfigure",
    "donations.view_raisedfigure",
}
WALL = {"donations.view_wallname", "donations.change_wallname"}
FORUM = {
    *(
        f"comments.view_{model}"
        for model in (
            *("comment", "moderationaction", "report", "sanction", "thread"),
            *("forumrules", "batch", "appeal", "legalcomplaint", "printpick"),
            *("printexport", "outsidecheck"),
        )
    ),
    "comments.shortlist_comment",
    "comments.change_thread",
    "comments.feature_comment",
}
GROUPS = {
    "Editor": {
        *(
            f"{app}.{verb}_{model}"
            for verb in ("add", "change", "delete", "view")
            for app, model in (
                ("campaigns", "byline"),
                ("campaigns", "callrule"),
                ("campaigns", "campaign"),
                ("campaigns", "correction"),
                ("campaigns", "phase"),
                ("campaigns", "section"),
                ("campaigns", "story"),
                ("campaigns", "takendown"),
                ("campaigns", "timelineentry"),
                ("campaigns", "topic"),
                ("petitions", "petition"),
            )
        ),
        "petitions.move_petition",
        "petitions.view_signature",
        "petitions.release_signature",
        "petitions.remove_signature",
        "petitions.view_removal",
        "mailroom.view_letter",
        "mailroom.resend_letter",
        "webhooks.view_endpoint",
        "webhooks.view_delivery",
    }
    | GIVING
    | FORUM,
    "Exporter": {
        "campaigns.view_campaign",
        "petitions.view_petition",
        "petitions.view_signature",
        "petitions.export_signatures",
        "petitions.view_export",
    },
    "Moderator": {
        "campaigns.view_campaign",
        "petitions.view_petition",
        "petitions.view_signature",
        "petitions.release_signature",
        "petitions.remove_signature",
        "petitions.view_removal",
        "comments.moderate_comment",
        "comments.add_sanction",
        "comments.change_sanction",
        "comments.add_forumrules",
        "comments.change_forumrules",
    }
    | WALL
    | FORUM,
    "Finance": {
        "campaigns.view_campaign",
        *(
            f"donations.view_{model}"
            for model in (
                *("donation", "payment", "refund", "dispute", "subscription"),
                *("paymentdecision", "bookdifference", "moneyexport"),
                *("giftaiddeclaration", "giftaidclaim"),
            )
        ),
        *(
            f"donations.add_{model}"
            for model in ("refund", "paymentdecision", "moneyexport", "giftaidclaim")
        ),
        *(
            f"donations.change_{model}"
            for model in ("bookdifference", "giftaiddeclaration", "giftaidclaim")
        ),
    }
    | WALL
    | GIVING,
}
GROUPS["Owner"] = set().union(
    *GROUPS.values(),
    {f"accounts.{verb}_user" for verb in ("add", "change", "delete", "view")},
    {f"auth.{verb}_group" for verb in ("add", "change", "delete", "view")},
    {"accounts.view_desksession", "accounts.delete_desksession"},
    {"admin.view_logentry"},
    {f"webhooks.{verb}_endpoint" for verb in ("add", "change", "delete")},
    {"webhooks.resend_delivery"},
    {f"branding.{verb}_look" for verb in ("add", "change", "view")},
    {f"branding.{verb}_legaltext" for verb in ("add", "change", "delete", "view")},
)


@pytest.fixture
def desk(client, bo):
    """Bo's browser, signed in."""
    factories.at_the_desk(client, bo)
    return client


@pytest.fixture
def draft(db):
    return factories.make_petition(slug="draft", status="draft")


def form_of(petition, **changes):
    """The fields of the petition's form at the desk."""
    return {
        "title": petition.title,
        "slug": petition.slug,
        "campaign": petition.campaign_id,
        "phase": "",
        "target": petition.target,
        "standfirst": "",
        "next_step": petition.next_step,
        "body": petition.text.body,
        "picture_file": "",
        "picture_alt": "",
        "picture_caption": "",
        "picture_credit": "",
        "goal": "",
        "closes_at_0": "",
        "closes_at_1": "",
        "outcome": "",
    } | changes


def save(browser, petition, **changes):
    return browser.post(
        f"{DESK}{petition.pk}/change/", form_of(petition, **changes), follow=True
    )


def move(browser, petition, name):
    return browser.post(f"{DESK}{petition.pk}/move/{name}/", follow=True)


@pytest.mark.parametrize("name", GROUPS)
def test_the_groups_may_do_exactly_this(db, name):
    granted = Group.objects.get(name=name).permissions
    codes = granted.values_list("content_type__app_label", "codename")

    assert {f"{app}.{code}" for app, code in codes} == GROUPS[name]
    assert Group.objects.count() == len(GROUPS)


def test_every_permission_of_a_group_exists(db):
    known = Permission.objects.values_list("content_type__app_label", "codename")

    assert set().union(*GROUPS.values()) <= {f"{app}.{code}" for app, code in known}


@pytest.mark.parametrize("path", ["", "petitions/petition/", "petitions/signature/"])
def test_outsiders_are_sent_to_the_door(client, cy, path):
    assert client.get(f"/admin/{path}").status_code == 302
    factories.at_the_desk(client, cy)
    assert client.get(f"/admin/{path}").status_code == 302


def test_a_petition_is_written_at_the_desk(desk, draft):
    desk.post(f"{DESK}add/", form_of(draft, slug="new-ask", body="We ask."))

    made = Petition.objects.get(slug="new-ask")
    assert made.status == "draft"
    assert made.text.body == "We ask."


@pytest.mark.parametrize("before", Petition.Status.values)
@pytest.mark.parametrize("after", NAMES)
def test_the_desk_moves_a_petition_as_the_table_allows(desk, before, after):
    petition = factories.make_petition(status=before)
    page = move(desk, petition, NAMES[after])
    is_allowed = before in publishing.MOVES[after]

    petition.refresh_from_db()
    assert petition.status == (after if is_allowed else before)
    said = page.content.decode()
    assert ("The petition is now" in said) == is_allowed
    assert ("has moved on" in said) == (not is_allowed)


@pytest.mark.parametrize("status", Petition.Status.values)
def test_the_desk_offers_the_moves_there_are(desk, status):
    petition = factories.make_petition(status=status)
    page = desk.get(f"{DESK}{petition.pk}/change/").content.decode()

    for after, name in NAMES.items():
        is_offered = f"{DESK}{petition.pk}/move/{name}/" in page
        assert is_offered == (status in publishing.MOVES[after])


def test_looking_moves_nothing(desk, draft):
    assert desk.get(f"{DESK}{draft.pk}/move/open/").status_code == 405
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("name", ["delete", "x", "OPEN"])
def test_there_are_no_other_moves(desk, draft, name):
    assert move(desk, draft, name).status_code == 403


def test_another_sites_page_moves_nothing(bo, draft):
    browser = Client(enforce_csrf_checks=True)
    factories.at_the_desk(browser, bo)

    assert browser.post(f"{DESK}{draft.pk}/move/open/").status_code == 403
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_who_only_exports_moves_nothing(client, dee, draft):
    factories.at_the_desk(client, dee)

    assert move(client, draft, "open").status_code == 403
    assert save(client, draft, title="X").status_code == 403


def test_a_petition_without_a_text_is_not_opened(desk, draft):
    draft.texts.all().delete()

    page = move(desk, draft, "open").content.decode()

    assert "Give the petition a text" in page
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_petition_whose_hour_has_passed_is_not_opened(desk, draft):
    draft.closes_at = timezone.now() - timedelta(minutes=1)
    draft.save()

    assert "Its closing time is over" in move(desk, draft, "open").content.decode()


def test_a_changed_text_of_an_open_petition_is_a_new_version(desk, petition):
    save(desk, petition, body="Another ask.")
    save(desk, petition, body="Another ask.", title="Another title")

    assert [text.number for text in petition.texts.all()] == [1, 2]
    assert petition.texts.last().body == "Another ask."


def test_saving_changes_no_number_and_no_status(desk, petition):
    factories.make_signatures(petition, 1)
    save(desk, petition, status="won", count="9", opened_at="", title="New title")

    petition.refresh_from_db()
    assert petition.title == "New title"
    assert petition.status == "open"
    assert petition.tally.count == 0


@pytest.mark.parametrize("slug", ["confirm", "a b", "", "é", "../x"])
def test_an_address_that_letters_need_is_not_given_away(desk, draft, slug):
    page = save(desk, draft, slug=slug)

    draft.refresh_from_db()
    assert draft.slug == "draft"
    assert "errorlist" in page.content.decode()


def test_the_desk_has_a_link_that_shows_the_draft(desk, draft):
    page = desk.get(f"{DESK}{draft.pk}/change/").content.decode()
    link = page.partition(f'href="{draft.url}?preview=')[2].partition('"')[0]

    assert Client().get(f"{draft.url}?preview={link}").status_code == 200


def test_a_petition_that_was_open_is_not_deleted(desk, petition, draft):
    assert desk.post(f"{DESK}{petition.pk}/delete/", {"post": "yes"}).status_code == 403
    desk.post(f"{DESK}{draft.pk}/delete/", {"post": "yes"})
    assert list(Petition.objects.all()) == [petition]


def test_the_export_is_offered_to_those_who_may(client, petition, bo, dee):
    path = f"{DESK}{petition.pk}/export/"
    for who, is_offered in ((bo, False), (dee, True)):
        factories.at_the_desk(client, who)
        page = client.get(f"{DESK}{petition.pk}/change/").content.decode()
        assert (path in page) == is_offered


@pytest.mark.parametrize(
    "spelling",
    ["ada.field@gmail.com", "AdaField@GoogleMail.com", " a.d.a.field+x@gmail.com "],
)
def test_a_signer_is_found_by_the_address_in_any_spelling(desk, petition, spelling):
    factories.make_signature(petition, email="ada.field@gmail.com")
    factories.make_signature(petition, email="b@example.org", name="Bea Other")
    page = desk.get(LIST, {"q": spelling}).content.decode()

    assert "Ada Field" in page
    assert "Bea Other" not in page


def test_a_signer_is_found_on_every_petition(desk, petition):
    other = factories.make_petition(slug="other", title="The other ask")
    for each in (petition, other):
        factories.make_signature(each)
    page = desk.get(LIST, {"q": "ada@example.org"})

    assert page.context["cl"].result_count == 2


@pytest.mark.parametrize("fragment", ["ada", "@example.org", "%", "example", "a*", "@"])
def test_nobody_is_found_by_a_part_of_an_address(desk, petition, fragment):
    factories.make_signature(petition)
    page = desk.get(LIST, {"q": fragment}).content.decode()

    assert "Ada Field" not in page
    assert "one email address in full" in page


def test_the_list_shows_addresses_masked(desk, petition):
    factories.make_signature(petition)
    page = desk.get(LIST).content.decode()

    assert "a•••@example.org" in page
    assert "ada@example.org" not in page


def test_a_signature_is_read_and_never_edited(client, ada, petition):
    signature = factories.make_signature(petition)
    before = Signature.objects.values().get()
    factories.at_the_desk(client, ada)
    path = f"{LIST}{signature.pk}/"

    page = client.get(f"{path}change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert client.post(f"{path}change/", {"name": "X"}).status_code == 403
    assert client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    delete = {"action": "delete_selected", "_selected_action": [signature.pk]}
    client.post(LIST, delete)
    assert Signature.objects.values().get() == before


def release(browser, *signatures):
    pks = [signature.pk for signature in signatures]
    return browser.post(
        LIST, {"action": "release", "_selected_action": pks}, follow=True
    )


def test_the_desk_releases_what_was_held(desk, petition):
    now = timezone.now()
    verified = factories.make_signature(petition, status="quarantined", verified_at=now)
    waiting = factories.make_signature(
        petition, status="quarantined", email="b@example.org"
    )
    free = factories.make_signature(petition, email="c@example.org")

    page = release(desk, verified, waiting, free)

    assert "2 signatures were released" in page.content.decode()
    statuses = Signature.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["confirmed", "pending", "pending"]
    assert CountChange.objects.get().change == 1


def test_who_only_exports_releases_nothing(client, dee, petition):
    held = factories.make_signature(petition, status="quarantined")
    factories.at_the_desk(client, dee)
    release(client, held)

    held.refresh_from_db()
    assert held.status == "quarantined"
