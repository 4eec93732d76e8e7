"""The row of the words that a reader saw is kept in memory once it is committed."""

import pytest
from django.db import transaction

from petitions import consents
from petitions.models import ConsentWording

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_that_was_taken_back_is_made_again():
    with transaction.atomic():
        consents.wording_id()
        transaction.set_rollback(True)
    assert not ConsentWording.objects.exists()

    assert consents.wording_id() == ConsentWording.objects.get().pk


def test_a_row_that_is_not_committed_is_named_to_nobody_else():
    with transaction.atomic():
        made = consents.wording_id()
        assert consents._row_ids == {}

    assert set(consents._row_ids.values()) == {made}


def test_a_row_is_looked_up_once(django_assert_num_queries):
    first = consents.wording_id()
    with django_assert_num_queries(0):
        assert consents.wording_id() == first


def test_other_words_are_another_row(settings):
    before = consents.wording_id()
    settings.NEWSROOM_NAME = "The Quiet Post"

    assert consents.wording_id() != before
    assert ConsentWording.objects.get(pk=consents.wording_id()).newsletter
