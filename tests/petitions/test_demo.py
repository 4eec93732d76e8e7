"""The demo: loaded once, into an empty site only."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from campaigns.models import Campaign, TimelineEntry
from petitions import drafting, figures, recounting
from petitions.models import Petition, Signature
from tests import factories

PASSWORD = "a fine long password"
SLUG = "urgent-support-for-ukrainian-refugees"


@pytest.fixture
def load(monkeypatch, db, capsys):
    def run(password=PASSWORD):
        monkeypatch.setenv("DEMO_PASSWORD", password)
        call_command("load_demo")
        return capsys.readouterr().out.strip()

    return run


def test_the_demo_is_a_whole_site(load, client):
    assert load() == "Demo loaded."

    for path in ("/", "/campaigns/refugees-welcome/", f"/petitions/{SLUG}/"):
        assert client.get(path).status_code == 200
    petition = Petition.objects.get()
    proof = recounting.prove(petition)
    assert proof.is_right
    assert proof.tally == petition.signatures.count() > 300
    ada = User.objects.get(email="ada@meridian.example")
    assert ada.check_password(PASSWORD)
    factories.at_the_desk(client, ada)
    assert client.get("/admin/").status_code == 200


def test_the_demo_has_a_history(load, client):
    """Each of its signers stands in the minute of their confirmation."""
    load()
    told = client.get(f"/petitions/{SLUG}/history.json").json()
    assert told["by"] == "hour"
    assert len(told["points"]) > 40

    minutes = Counter(
        signature.confirmed_at.replace(second=0, microsecond=0)
        for signature in Signature.objects.all()
    )
    by_minute = client.get(f"/petitions/{SLUG}/history.json?by=minute").json()
    assert {point["at"]: point["change"] for point in by_minute["points"]} == {
        figures.stamp(minute): change for minute, change in minutes.items()
    }


def test_the_demo_tells_its_campaigns_history(load, client):
    load()
    page = client.get("/campaigns/refugees-welcome/").content.decode()

    for told in ("100,000 names in 48 hours", "A quarter of a million", "265,826"):
        assert told in page
    assert '<time datetime="2015">2015</time>' in page
    waiting = TimelineEntry.objects.get(is_published=False)
    assert waiting.title not in page
    drafting.draft_due()
    titles = TimelineEntry.objects.values_list("title", flat=True)
    assert not [title for title in titles if "minute" in title]


def test_bo_of_the_demo_exports_nothing(load):
    load()
    bo = User.objects.get(email="bo@meridian.example")

    assert bo.has_perm("petitions.change_petition")
    assert not bo.has_perm("petitions.export_signatures")


def test_loading_again_keeps_everything_but_an_old_password(load, client):
    load()
    Campaign.objects.update(title="Changed by hand")
    assert load(password="another fine password") == "Kept what is there."

    assert Campaign.objects.get().title == "Changed by hand"
    assert client.login(email="ada@meridian.example", password="another fine password")


def test_a_site_with_anything_in_it_is_left_alone(load):
    factories.make_cy()

    assert load() == "Kept what is there."
    assert not Campaign.objects.exists()


def test_the_demo_wants_a_password(load):
    with pytest.raises(CommandError, match="Set DEMO_PASSWORD"):
        load(password="")
