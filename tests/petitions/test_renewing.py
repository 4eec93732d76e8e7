"""A campaign goes on: one run is frozen, the next begins, no name is carried over."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns import ending
from campaigns.models import Phase
from petitions import confirming, publishing, renewing, withdrawing
from petitions.models import CountChange, Petition, Renewal, Signature
from tests import factories

NEXT = renewing.Next(
    phase_title="Ukraine 2022",
    started_on=date(2022, 3, 1),
    title="Urgent support",
    slug="urgent-support",
    target="The UK government",
    standfirst="Let Ukrainians in.",
    text="We ask **again**.",
    is_opened=True,
)


@pytest.fixture
def campaign(db):
    return factories.make_campaign()


@pytest.fixture
def phase(campaign):
    return factories.make_phase(
        campaign, title="Syria 2015", started_on=date(2015, 9, 2)
    )


@pytest.fixture
def old(phase, campaign):
    return factories.make_petition(phase=phase)


@pytest.fixture
def renew(campaign, old):
    def do(**changes):
        after = changes.pop("after", renewing.newest_phase(campaign))
        return renewing.renew(campaign, after, NEXT._replace(**changes), by=None)

    return do


def test_renewing_ends_one_run_and_begins_the_next(renew, campaign, phase, old):
    renewal = renew()

    for row in (phase, old):
        row.refresh_from_db()
    assert phase.ended_on == date(2022, 3, 1)
    assert old.status == Petition.Status.CLOSED
    begun = renewal.begun
    assert (begun.phase, begun.campaign) == (renewal.phase, campaign)
    assert (begun.phase.title, begun.phase.is_current) == ("Ukraine 2022", True)
    assert begun.status == Petition.Status.OPEN
    assert begun.text.body == "We ask **again**."
    assert renewal.frozen == old


def test_no_signature_is_carried_over(renew, old):
    signed = factories.make_signatures(old, 3)
    before = list(Signature.objects.order_by("pk").values())
    renewal = renew()

    assert list(Signature.objects.order_by("pk").values()) == before
    assert not Signature.objects.filter(petition=renewal.begun).exists()
    assert renewal.begun.tally.count == 0
    assert {it.petition_id for it in signed} == {old.pk}


def test_the_next_petition_may_wait_as_a_draft(renew, client):
    renewal = renew(is_opened=False)

    assert renewal.begun.status == Petition.Status.DRAFT
    assert client.get(renewal.begun.url).status_code == 404


def test_an_ended_campaign_is_taken_up_again(renew, campaign):
    ending.end(campaign, on=date(2016, 3, 1))
    renewal = renew()

    campaign.refresh_from_db()
    assert campaign.ended_on is None
    assert renewal.phase.is_current


def test_two_editors_who_press_at_once_renew_once(renew, campaign):
    seen = renewing.newest_phase(campaign)
    renew(after=seen)

    with pytest.raises(renewing.AlreadyRenewed):
        renew(after=seen, slug="another")
    assert Renewal.objects.count() == 1
    assert Phase.objects.count() == 2
    assert Petition.objects.count() == 2


def test_what_fails_halfway_leaves_everything_as_it_was(renew, phase, old, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(publishing, "write_text", fail)
    with pytest.raises(RuntimeError):
        renew()

    for row in (phase, old):
        row.refresh_from_db()
    assert phase.ended_on is None
    assert old.status == Petition.Status.OPEN
    assert not Renewal.objects.exists()


def test_with_several_open_petitions_nobody_can_say_which_goes_on(renew, phase):
    factories.make_petition(slug="second", phase=phase)

    with pytest.raises(renewing.SeveralOpen):
        renew()


def test_a_petition_is_frozen_by_one_renewal_only(renew, campaign):
    first = renew()
    second = renew(slug="third-run", phase_title="2026", started_on=date(2026, 1, 1))

    assert second.frozen == first.begun


def test_a_campaign_without_a_petition_can_be_renewed(campaign):
    renewal = renewing.renew(campaign, 0, NEXT, by=None)

    assert renewal.frozen is None
    assert renewal.may_settle
    renewing.settle_due()
    assert "Urgent support" in Client().get(campaign.url).content.decode()


def test_a_phase_never_ends_before_it_began(renew, phase):
    renew(started_on=date(2015, 1, 1))

    phase.refresh_from_db()
    assert phase.ended_on == phase.started_on


def test_a_frozen_petition_is_never_opened_again(renew, old, client, bo):
    renew()
    old.refresh_from_db()
    with pytest.raises(publishing.Frozen):
        publishing.open_petition(old)

    desk = factories.at_the_desk(client, bo)
    page = f"/admin/petitions/petition/{old.pk}/"
    moves = desk.get(f"{page}change/").content.decode()
    assert f'action="{page}move/open/"' not in moves
    assert f'action="{page}move/win/"' in moves
    answer = desk.post(f"{page}move/open/", follow=True)
    assert "open that one" in answer.content.decode()
    old.refresh_from_db()
    assert old.status == "closed"


# The number


def confirm_some(petition, how_many):
    """Names that were confirmed and wait to be counted."""
    for number in range(how_many):
        pending = factories.make_signature(petition, email=f"r{number}@example.org")
        confirming.confirm(pending)


def test_the_number_is_exact_though_changes_wait_to_be_counted(renew, old):
    confirm_some(old, 7)
    assert CountChange.objects.count() == 7

    assert renew().final_count == 7


def test_names_confirmed_in_the_day_of_grace_still_count(renew, old, clock):
    late = factories.make_signature(old, email="late@example.org")
    confirm_some(old, 2)
    renewal = renew()
    clock(hours=23)
    assert confirming.confirm(Signature.objects.get(pk=late.pk))
    assert renewing.settle_due() == 0

    clock(hours=1, minutes=2)
    assert renewing.settle_due() == 1
    renewal.refresh_from_db()
    assert renewal.final_count == 3
    assert renewing.settle_due() == 0


def test_the_frozen_page_says_until_when_names_still_count(renew, old, clock):
    confirm_some(old, 2)
    renewal = renew()
    page = Client().get(old.url).content.decode()

    assert "Who signed before can confirm until" in page
    assert "Final count" not in page
    assert "The campaign goes on: Urgent support" in page
    assert f'href="{renewal.begun.url}"' in page
    assert "#sign" not in page


def test_the_frozen_page_tells_the_final_count_and_its_date(
    renew, old, clock, django_capture_on_commit_callbacks
):
    confirm_some(old, 2)
    renew()
    Client().get(old.url)
    clock(hours=25)
    with django_capture_on_commit_callbacks(execute=True):
        renewing.settle_due()
    page = Client().get(old.url).content.decode()

    assert "Final count of 1 Mar 2022: <strong>2</strong> signatures." in page
    assert "can confirm until" not in page


def test_a_name_taken_back_later_is_told_beside_the_final_count(renew, old, clock):
    confirm_some(old, 2)
    renewal = renew()
    clock(hours=25)
    renewing.settle_due()
    withdrawing.withdraw(Signature.objects.first())
    renewing.settle_due()  # Drains the count too.
    page = Client().get(old.url).content.decode()

    renewal.refresh_from_db()
    assert renewal.final_count == 2
    assert "1 has been taken back since." in page


def test_a_draft_that_goes_on_is_no_link_to_nowhere(renew, old):
    renewal = renew(is_opened=False)
    page = Client().get(old.url).content.decode()

    assert renewal.begun.url not in page
    assert "A new petition is being prepared." in page


def test_an_open_petition_asks_nothing_about_renewals(
    client, old, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert renewing.of_petition(old) is None


# At the desk

DESK = "/admin/petitions/petition/renew/"


@pytest.fixture
def desk(client, bo):
    return factories.at_the_desk(client, bo)


def form(campaign, **changes):
    return {
        "phase_title": "Ukraine 2022",
        "started_on": "2022-03-01",
        "title": "Urgent support",
        "slug": "urgent-support",
        "target": "The UK government",
        "standfirst": "",
        "body": "We ask again.",
        "is_opened": "on",
        "after": str(renewing.newest_phase(campaign)),
    } | changes


def test_the_desk_offers_to_renew_with_the_old_words(desk, campaign, old):
    page = desk.get(f"/admin/campaigns/campaign/{campaign.pk}/change/")
    assert f'href="{DESK}{campaign.pk}/"' in page.content.decode()
    asked = desk.get(f"{DESK}{campaign.pk}/").content.decode()

    assert "The phase “Syria 2015” ends." in asked
    assert "No signature is carried over" in asked
    assert f'value="{old.title}"' in asked
    assert "We ask the **government**" in asked
    assert not Renewal.objects.exists()


def test_an_editor_renews_and_comes_to_the_new_petition(desk, campaign, old, bo):
    answer = desk.post(f"{DESK}{campaign.pk}/", form(campaign))
    renewal = Renewal.objects.get()

    assert answer.url == f"/admin/petitions/petition/{renewal.begun.pk}/change/"
    assert renewal.renewed_by == bo


def test_an_editor_who_wants_to_write_comes_to_the_letter(desk, campaign, old):
    answer = desk.post(f"{DESK}{campaign.pk}/", form(campaign, writes="on"))

    assert answer.url == (
        f"/admin/petitions/petition/renewal/{Renewal.objects.get().pk}/letter/"
    )


@pytest.mark.parametrize(
    "bad",
    [
        {"title": ""},
        {"slug": "safe-haven"},
        {"slug": "confirm"},
        {"body": ""},
        {"started_on": "soon"},
        {"phase_title": "x" * 121},
        {"after": ""},
    ],
)
def test_a_bad_form_keeps_its_words_and_changes_nothing(desk, campaign, old, bad):
    answer = desk.post(f"{DESK}{campaign.pk}/", form(campaign, target="Them", **bad))

    assert answer.status_code == 422
    assert 'value="Them"' in answer.content.decode()
    assert not Renewal.objects.exists()
    old.refresh_from_db()
    assert old.status == "open"


def test_a_form_of_before_somebody_elses_press_renews_nothing(desk, campaign, old):
    stale = form(campaign, slug="mine")
    desk.post(f"{DESK}{campaign.pk}/", form(campaign))
    answer = desk.post(f"{DESK}{campaign.pk}/", stale, follow=True)

    assert "has just renewed this campaign" in answer.content.decode()
    assert Renewal.objects.count() == 1


@pytest.mark.parametrize("who", ["dee", "cy"])
def test_who_does_not_edit_renews_nothing(client, request, campaign, old, who):
    factories.at_the_desk(client, request.getfixturevalue(who))
    answer = client.post(f"{DESK}{campaign.pk}/", form(campaign))

    assert answer.status_code in (302, 403)
    assert not Renewal.objects.exists()


def test_the_grace_is_a_day_from_the_end(renew, old, clock):
    assert renew().confirms_until == timezone.now() + timedelta(hours=24)
