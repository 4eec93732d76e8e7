"""Forty at once: the database lets one through (row 2 of docs/adr/0005)."""

import threading

import pytest
from django.db import connection
from django.test import Client, override_settings

from mailroom.models import Letter
from petitions import confirming, counting, letters, tokens, withdrawing
from petitions.models import CountChange, Signature, Tally
from tests import factories
from tests.factories import FORM

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORKERS, TIMES = 8, 5


def forty_at_once(work):
    """What `work` gave, forty times over, from eight connections."""
    answers, start = [], threading.Barrier(WORKERS)

    def run():
        try:
            _be_patient()
            start.wait()
            for _ in range(TIMES):
                answers.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    with override_settings(WEB_THREADS=WORKERS + 1):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answers) == WORKERS * TIMES
    return answers


def _be_patient():
    """Who waits two seconds for a lock is told that the site is busy, and rightly so.

    Here it is asked who wins, however slow the machine is. For the same reason the
    process has a thread for each of the eight: none waits a second for its place.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '60s'")
        cursor.execute("SET statement_timeout = '60s'")


def test_forty_clicks_are_one_signature_and_one_letter():
    petition = factories.make_petition()
    path = f"{petition.url}sign/"

    def sign():
        response = Client().post(path, FORM)
        return response.status_code, response.headers["Location"]

    assert set(forty_at_once(sign)) == {(302, f"{petition.url}check-inbox/")}
    assert Signature.objects.count() == 1
    forty_at_once(letters.write_due)
    assert Letter.objects.count() == 1


def test_forty_confirmations_count_once():
    signature = factories.make_signature(factories.make_petition())
    forty_at_once(lambda: confirming.confirm(signature))

    assert CountChange.objects.get().change == 1


def test_forty_withdrawals_take_off_one():
    signature = factories.make_signature(factories.make_petition(), status="confirmed")
    answers = forty_at_once(lambda: withdrawing.withdraw(signature))

    assert answers.count(True) == 1
    assert CountChange.objects.get().change == -1


def test_forty_guesses_at_once_are_five():
    petition = factories.make_petition()
    signature = factories.make_signature(petition, code_made_at=petition.opened_at)
    wrong = "000000" if tokens.code(signature) != "000000" else "111111"

    def guess():
        try:
            confirming.with_code(
                petition, signer_key=bytes(signature.signer_key), typed=wrong
            )
        except confirming.WrongCode:
            return False
        return True

    assert set(forty_at_once(guess)) == {False}
    signature.refresh_from_db()
    assert signature.code_tries == tokens.CODE_TRIES


def test_forty_drains_count_each_signature_once():
    petition = factories.make_petition()
    for signature in factories.make_signatures(petition, 30, status="pending"):
        confirming.confirm(signature)
    drained = forty_at_once(counting.drain)

    assert sum(drained) == 30
    assert Tally.objects.get(petition=petition).count == 30
