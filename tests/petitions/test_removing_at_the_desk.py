"""The desk's way to take signatures out of a count, and to put them back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import DeskSession
from petitions import counting, recounting
from petitions.models import Removal, Signature
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/petitions/signature/"
WORDS = "Signed by a program, from one network."


@pytest.fixture
def counted(petition):
    factories.make_signatures(petition, 3, network="203.0.113.0/24")
    recounting.repair(petition)
    counting.drain()
    return petition


@pytest.fixture
def desk(client, counted):
    def go(group="Moderator"):
        person = factories.make_user("mo@meridian.example", is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        return factories.at_the_desk(client, person)

    return go


def press(desk, chosen=None, **more):
    pks = [row.pk for row in Signature.objects.all()] if chosen is None else chosen
    return desk.post(LIST, {"action": "remove", "_selected_action": pks} | more)


def apply(desk, expected=3, **more):
    sent = {"apply": "1", "expected": expected, "words": WORDS, "note": "Ticket 12"}
    return press(desk, **(sent | more))


def test_first_it_is_shown_what_would_happen(desk, count_of, counted):
    answer = press(desk())
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "3 signatures leave the count of “A safe haven”" in page
    assert "203.0.113.0/24" in page
    assert 'id="id_words_helptext"' in page
    assert not Removal.objects.exists()


def test_with_a_reason_they_go_at_once_and_who_did_it_is_kept(desk, count_of, counted):
    assert apply(desk()).status_code == 302
    counting.drain()

    assert count_of(counted) == 0
    removal = Removal.objects.get()
    assert (removal.words, removal.note) == (WORDS, "Ticket 12")
    assert removal.by.email == "mo@meridian.example"


def test_without_a_reason_nothing_goes_and_nothing_is_lost(desk):
    answer = apply(desk(), words="")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This field is required." in page
    assert "Ticket 12" in page
    assert page.count('name="_selected_action"') == 3
    assert not Removal.objects.exists()


def test_all_that_match_a_filter_go_and_no_others(desk, counted, count_of):
    factories.make_signature(counted, email="fair@example.org", status="confirmed")
    first = Signature.objects.first().pk
    sent = {"select_across": "1", "_selected_action": [first]}
    mo = desk()
    address = f"{LIST}?petition__id__exact={counted.pk}&network=203.0.113.0%2F24"
    form = {"action": "remove", "apply": "1", "expected": 3, "words": WORDS}
    assert mo.post(address, form | sent).status_code == 302

    assert Signature.objects.filter(status="removed").count() == 3
    assert Signature.objects.get(email="fair@example.org").status == "confirmed"


def test_a_list_that_grew_meanwhile_is_looked_at_again(desk):
    answer = apply(desk(), expected=2)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The list has changed" in page
    assert 'name="expected" value="3"' in page
    assert not Removal.objects.exists()


def test_two_petitions_are_two_removals(desk):
    other = factories.make_petition(slug="other")
    factories.make_signatures(other, 1)
    answer = press(desk(), follow=True)

    assert answer.status_code == 302
    assert not Removal.objects.exists()


def test_a_removal_is_undone_from_its_page(desk, counted, count_of):
    mo = desk()
    apply(mo)
    removal = Removal.objects.get()
    page = mo.get(f"/admin/petitions/removal/{removal.pk}/change/").content.decode()
    assert "Put all of them back" in page
    assert WORDS in page

    mo.post(f"/admin/petitions/removal/{removal.pk}/undo/")
    counting.drain()
    assert count_of(counted) == 3
    page = mo.get(f"/admin/petitions/removal/{removal.pk}/change/").content.decode()
    assert "Put all of them back" not in page


def test_looking_changes_nothing(desk):
    mo = desk()
    apply(mo)
    mo.get(f"/admin/petitions/removal/{Removal.objects.get().pk}/undo/")

    assert Removal.objects.get().undo_asked_at is None


@pytest.mark.parametrize("group", ["Exporter", "Finance"])
def test_whoever_does_not_look_after_the_count_cannot(desk, counted, group):
    mo = desk(group)
    apply(mo)
    assert not Removal.objects.exists()
    removal = Removal.objects.create(petition=counted, words=WORDS)

    assert mo.post(f"/admin/petitions/removal/{removal.pk}/undo/").status_code == 403


def test_an_old_second_step_is_asked_for_first(desk):
    mo = desk()
    long_ago = timezone.now() - timedelta(minutes=6)
    DeskSession.objects.update(checked_at=long_ago)

    assert "/admin/check" in apply(mo).headers["Location"]
    assert not Removal.objects.exists()


def test_a_signature_leads_to_the_others_of_its_network(desk):
    mo = desk()
    pk = Signature.objects.first().pk
    page = mo.get(f"{LIST}{pk}/change/").content.decode()

    assert "network=203.0.113.0%2F24" in page
