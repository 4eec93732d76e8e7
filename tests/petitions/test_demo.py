"""The demo: loaded once, into an empty site only."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from campaigns.models import Campaign
from petitions import recounting
from petitions.models import Petition
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
    assert client.login(email="ada@meridian.example", password=PASSWORD)
    assert client.get("/admin/").status_code == 200


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
