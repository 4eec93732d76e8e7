"""What was taken down is gone (410) wherever it was, and can be put back."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from accounts.models import DeskSession
from campaigns import search, taking_down
from campaigns.models import Campaign, Story, TakenDown
from config import public_pages
from petitions import publishing, social_cards
from petitions.models import Petition, SocialCard
from tests import factories


@pytest.fixture
def campaign(db):
    return factories.make_campaign()


@pytest.fixture
def ada(db):
    return factories.make_ada()


@pytest.fixture
def desk(db):
    client = Client()
    factories.at_the_desk(client, factories.make_bo())
    return client


@pytest.fixture
def reader():
    return Client()


def take_down(shown, by, **changes):
    fields = {"reason": "A court asked us to.", "note": "By order of a court."}
    return taking_down.take_down(shown, by=by, **(fields | changes))


def below_petition(petition):
    base = petition.url
    return [
        base,
        f"{base}count.json",
        f"{base}history.json",
        f"{base}history.csv",
        f"{base}signed/",
        f"{base}data/",
        f"/petitions/{petition.slug}.json",
        f"/embed/petitions/{petition.slug}/",
        f"/cards/petitions/{petition.slug}-120k-abcdef01.png",
    ]


def test_a_story_that_was_taken_down_is_gone_at_once(
    reader, campaign, ada, monkeypatch, django_capture_on_commit_callbacks
):
    # A page that nobody forgets would be shown on.
    monkeypatch.setattr(public_pages, "FRESH_SECONDS", 60)
    story = factories.make_story()
    search.reindex()
    assert reader.get(story.url).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        take_down(story, ada)
    response = reader.get(story.url)

    assert response.status_code == 410
    assert response["Cache-Control"] == "no-cache"
    page = response.content.decode()
    assert "This page is gone" in page
    assert "By order of a court." in page
    assert "A court asked us to." not in page
    assert "noindex" in page
    assert search.ask("przemysl").results == []
    assert story.url not in reader.get("/sitemap-stories.xml").content.decode()
    assert "Przemy" not in reader.get("/feed.atom").content.decode()


def test_a_campaign_takes_its_stories_and_its_feed_with_it(reader, campaign, ada):
    story = factories.make_story()
    take_down(campaign, ada)

    for path in (campaign.url, f"{campaign.url}feed.atom", story.url):
        assert reader.get(path).status_code == 410
    assert reader.get("/campaigns/another/").status_code == 404
    assert campaign.url not in reader.get("/sitemap-campaigns.xml").content.decode()


def test_a_petition_is_gone_with_all_that_shows_it(reader, campaign, ada):
    petition = factories.make_petition()
    social_cards.draw_due()
    card = social_cards.picture(petition).url
    assert reader.get(card).status_code == 200
    take_down(petition, ada)

    for path in [*below_petition(petition), card]:
        assert reader.get(path).status_code == 410, path
    assert "letter" in reader.get(petition.url).content.decode()
    assert not SocialCard.objects.exists()
    assert petition.url not in reader.get("/").content.decode()
    assert petition.url not in reader.get("/sitemap-petitions.xml").content.decode()


def test_nobody_signs_what_was_taken_down(reader, campaign, ada):
    petition = factories.make_petition()
    take_down(petition, ada)
    response = reader.post(f"{petition.url}sign/", factories.FORM)

    assert response.status_code in (404, 409, 410)
    assert petition.signatures.count() == 0


def test_a_signer_keeps_their_page_and_the_petition_its_signatures(campaign, ada):
    petition = factories.make_petition()
    factories.make_signatures(petition, 2)
    take_down(petition, ada)

    assert petition.signatures.count() == 2
    assert Petition.objects.get().opened_at


@pytest.mark.parametrize("status", ["open", "paused", "closed", "won"])
def test_a_petition_is_put_back_as_it_was(reader, campaign, ada, status):
    petition = factories.make_petition(status=status)
    ended_at = Petition.objects.get().ended_at
    taking_down.put_back(take_down(petition, ada))

    kept = Petition.objects.get()
    assert (kept.status, kept.ended_at) == (status, ended_at)
    assert reader.get(petition.url).status_code == 200
    assert not TakenDown.objects.exists()


def test_what_was_put_back_is_found_again(reader, campaign, ada):
    story = factories.make_story()
    search.reindex()
    taking_down.put_back(take_down(story, ada))

    assert reader.get(story.url).status_code == 200
    assert len(search.ask("przemysl").results) == 1
    assert story.url in reader.get("/sitemap-stories.xml").content.decode()


def test_a_draft_cannot_be_taken_down(campaign, ada):
    drafts = [
        factories.make_story(is_published=False),
        factories.make_petition(status="draft"),
        factories.make_campaign(slug="secret", is_published=False),
    ]
    for draft in drafts:
        with pytest.raises(taking_down.NotPublic):
            take_down(draft, ada)
    assert not TakenDown.objects.exists()


def test_of_two_editors_who_press_at_once_one_wins(campaign, ada):
    petition, again = factories.make_petition(), Petition.objects.get()
    take_down(petition, ada)

    with pytest.raises(taking_down.NotPublic):
        take_down(again, ada)


def test_a_petition_that_is_opened_again_is_not_gone_any_more(reader, campaign, ada):
    petition = factories.make_petition()
    take_down(petition, ada)
    publishing.open_petition(petition)

    assert reader.get(petition.url).status_code == 200
    assert not TakenDown.objects.exists()


def test_pages_that_are_there_are_not_looked_up(
    reader, campaign, django_assert_num_queries
):
    petition = factories.make_petition()
    with django_assert_num_queries(1) as asked:
        reader.get(f"{petition.url}nothing/")
    assert "takendown" in asked.captured_queries[0]["sql"]
    with django_assert_num_queries(0):
        assert reader.get("/nothing-here/").status_code == 404
        assert reader.get("/wp-login.php").status_code == 404
        assert reader.get("/petitions/\u0661/").status_code == 404


def test_a_database_that_is_away_makes_no_error_of_not_found(
    reader, campaign, monkeypatch
):
    def away(path):
        raise OperationalError

    monkeypatch.setattr(taking_down, "gone", away)
    assert reader.get("/petitions/safe-haven/nothing/").status_code == 404


# At the desk


def form(**changes):
    return {"reason": "A court asked us to.", "note": ""} | changes


def test_an_editor_takes_a_page_down_and_puts_it_back(desk, reader, campaign):
    petition = factories.make_petition()
    page = desk.get(f"/admin/petitions/petition/{petition.pk}/change/").content.decode()
    way = f"/admin/campaigns/takendown/take/petition/{petition.pk}/"
    assert f'href="{way}"' in page
    assert desk.get(way).status_code == 200
    assert reader.get(petition.url).status_code == 200

    desk.post(way, form())
    taken = TakenDown.objects.get()
    assert (taken.reason, taken.by.email) == (
        "A court asked us to.",
        "bo@meridian.example",
    )
    page = desk.get(f"/admin/petitions/petition/{petition.pk}/change/").content.decode()
    assert f"/admin/campaigns/takendown/{taken.pk}/change/" in page
    back = f"/admin/campaigns/takendown/{taken.pk}/put-back/"
    assert (
        back
        in desk.get(f"/admin/campaigns/takendown/{taken.pk}/change/").content.decode()
    )
    assert desk.get(back).status_code == 200
    assert TakenDown.objects.exists()

    desk.post(back)
    assert Petition.objects.get().status == "open"


def test_a_reason_is_asked_for(desk, campaign):
    way = f"/admin/campaigns/takendown/take/campaign/{campaign.pk}/"
    response = desk.post(way, form(reason="", note="For readers"))

    assert response.status_code == 422
    assert "For readers" in response.content.decode()
    assert Campaign.objects.get().is_published


def test_taking_down_waits_for_a_fresh_second_step(desk, campaign):
    story = factories.make_story()
    DeskSession.objects.update(checked_at=timezone.now() - timedelta(minutes=6))
    response = desk.post(f"/admin/campaigns/takendown/take/story/{story.pk}/", form())

    assert response.status_code == 302
    assert "/check/" in response["Location"]
    assert Story.objects.get().is_published


@pytest.mark.parametrize("who", [factories.make_dee, factories.make_cy])
def test_who_does_not_edit_takes_nothing_down(campaign, who):
    client = Client()
    factories.at_the_desk(client, who())
    story = factories.make_story()
    way = f"/admin/campaigns/takendown/take/story/{story.pk}/"

    assert client.post(way, form()).status_code in (302, 403, 404)
    assert Story.objects.get().is_published


@pytest.mark.parametrize("way", ["take/story/999/", "take/forum/1/", "999/put-back/"])
def test_nothing_of_that_name_is_not_found(desk, way):
    assert desk.post(f"/admin/campaigns/takendown/{way}", form()).status_code == 404


def test_what_is_deleted_is_gone_and_what_never_was_public_is_not_found(
    desk, reader, campaign
):
    secret = factories.make_campaign(slug="secret", is_published=False)
    for row in (campaign, secret):
        desk.post(f"/admin/campaigns/campaign/{row.pk}/delete/", {"post": "yes"})
    assert not Campaign.objects.exists()

    assert reader.get(campaign.url).status_code == 410
    assert reader.get(secret.url).status_code == 404
    taken = TakenDown.objects.get()
    page = desk.get(f"/admin/campaigns/takendown/{taken.pk}/change/").content.decode()
    assert "nothing left to put back" in page
    assert (
        desk.post(f"/admin/campaigns/takendown/{taken.pk}/put-back/").status_code == 404
    )


def test_a_new_page_at_the_address_of_one_that_was_deleted_is_there(
    desk, reader, campaign
):
    desk.post(f"/admin/campaigns/campaign/{campaign.pk}/delete/", {"post": "yes"})
    assert reader.get(campaign.url).status_code == 410
    factories.make_campaign()

    assert reader.get(campaign.url).status_code == 200
