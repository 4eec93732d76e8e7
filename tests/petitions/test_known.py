"""What a process knows of a petition is right within a second."""

import pytest

from petitions import known
from petitions.models import Petition


@pytest.fixture
def later(monkeypatch):
    """Moves the clock of what is kept; gives a function that does."""

    def go(seconds):
        now = known.time.monotonic()
        monkeypatch.setattr(known.time, "monotonic", lambda: now + seconds)

    return go


def by_slug(petition):
    return known.by_slug(petition.slug).petition


def by_id(petition):
    return known.by_id(petition.pk)


@pytest.mark.parametrize("find", [by_slug, by_id])
def test_a_petition_is_looked_up_again_after_a_second(petition, find, later):
    find(petition)
    Petition.objects.update(status="paused")
    assert find(petition).status == "open"

    later(1.01)
    assert find(petition).status == "paused"


@pytest.mark.parametrize("find", [by_slug, by_id])
def test_within_the_second_nothing_is_asked(petition, find, django_assert_num_queries):
    by_slug(petition)

    with django_assert_num_queries(0):
        find(petition)


def test_a_draft_has_no_public_address_even_once_it_is_known(petition):
    Petition.objects.update(status="draft")

    assert by_id(petition).slug == petition.slug
    assert known.by_slug(petition.slug) is None


def test_many_petitions_do_not_fill_the_memory(petition, monkeypatch):
    monkeypatch.setattr(known, "MOST_KEPT", 1)
    other = Petition.objects.get(pk=petition.pk)
    other.pk, other.slug = None, "another"
    other.save()
    by_id(petition)
    by_id(other)

    assert len(known._by_id) == len(known._by_slug) == 1


def test_what_never_was_is_not_found(db):
    assert known.by_slug("nothing") is None
    with pytest.raises(Petition.DoesNotExist):
        known.by_id(1)
