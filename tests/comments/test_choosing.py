"""What readers choose about the letters of the forum."""

import pytest

from accounts.home import belongings
from comments import choosing
from comments.models import ForumChoices

pytestmark = pytest.mark.django_db
ALL = choosing.USUAL


def test_choices_are_kept_and_shown(client, cy):
    client.force_login(cy)
    page = client.get("/forum/letters/").content.decode()
    assert page.count("<select") == 8
    fields = {kind.value: "weekly" for kind in ALL}
    client.post("/forum/letters/", fields)
    own = ForumChoices.objects.get(reader=cy)
    assert {getattr(own, kind) for kind in ALL} == {"weekly"}
    assert "Once a week" in client.get("/accounts/me/").content.decode()

    assert client.post("/forum/letters/", {"reply": "hourly"}).status_code == 422


def test_looking_at_ones_letters_writes_nothing(client, cy):
    client.force_login(cy)
    client.get("/forum/letters/")
    client.get("/accounts/me/")

    assert not ForumChoices.objects.exists()


def test_choices_are_taken_home_and_move_with_a_merger(cy, dee):
    choosing.set_paces(choosing.own(dee), {"reply": "weekly"})
    assert belongings.everything(dee)["forum choices"][0]["reply"] == "weekly"
    belongings.merge(cy, dee)
    assert choosing.of(cy).reply == "weekly"

    choosing.set_paces(choosing.own(dee), {"reply": "never"})
    belongings.merge(cy, dee)
    assert choosing.of(cy).reply == "weekly"
