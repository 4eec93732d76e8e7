"""What opening costs, and forty presses at once."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from accounts.models import User
from petitions import tokens
from petitions.models import Signature
from tests import factories
from tests.petitions.opening.looking import ADA, who


def test_confirming_without_the_wish_costs_what_it_did(
    letter, client, django_assert_max_num_queries
):
    most = 2 if connection.vendor == "postgresql" else 5
    with django_assert_max_num_queries(most):
        client.post(letter.confirm_path)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_presses_open_one_account_and_sign_in_one_browser():
    from tests.petitions.test_races import forty_at_once

    petition = factories.make_petition()
    signature = factories.make_signature(petition, open_account=True)
    path = f"/petitions/confirm/{tokens.make(tokens.CONFIRM, signature)}/"

    def press():
        browser = Client()
        assert browser.post(path).url == petition.url + "signed/"
        return who(browser)

    signed_in = [email for email in forty_at_once(press) if email]
    assert signed_in == [ADA]
    assert User.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_signatures_of_one_new_reader_make_one_account():
    from tests.petitions.test_races import forty_at_once

    petitions = [factories.make_petition(slug=f"ask-{number}") for number in range(40)]
    paths = [
        f"/petitions/confirm/{tokens.make(tokens.CONFIRM, signature)}/"
        for signature in (
            factories.make_signature(petition, open_account=True)
            for petition in petitions
        )
    ]

    def press():
        browser = Client()
        assert browser.post(paths.pop()).status_code == 302
        return who(browser)

    assert set(forty_at_once(press)) == {ADA}
    assert User.objects.count() == EmailAddress.objects.count() == 1
    assert set(Signature.objects.values_list("reader__email", flat=True)) == {ADA}
