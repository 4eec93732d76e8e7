"""Finance claims Gift Aid at the desk, and takes the schedule out."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import DeskSession
from donations.models import (
    GiftAidClaim,
    GiftAidDeclaration,
    MoneyExport,
)
from tests import factories
from tests.donations.claims import CLAIMS, FORM, NUMBER, PAID, waiting


def body(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def lines(answer):
    return list(csv.reader(io.StringIO(body(answer), newline="")))


def test_finance_claims_and_downloads_the_schedule(finance, declared):
    declared(
        title="Dr.",
        first_name="Ada",
        last_name="Field-Marsh",
        house="12",
        postcode="EC4Y 1AA",
    )
    declared(PAID + timedelta(days=1), first_name="Élise", last_name="O'Brien")
    assert "Make a claim" in finance.get(CLAIMS).content.decode()
    assert f"({NUMBER})" in finance.get(f"{CLAIMS}make/").content.decode()
    answer = finance.post(f"{CLAIMS}make/", FORM)
    made = GiftAidClaim.objects.get()
    assert answer.url == f"{CLAIMS}{made.pk}/change/"
    assert "£20" in finance.get(answer.url).content.decode()

    answer = finance.post(f"{CLAIMS}{made.pk}/schedule/", {"purpose": "To HMRC"})
    assert lines(answer) == [
        [
            "Title",
            "First name or initial",
            "Last name",
            "House name or number",
            "Postcode",
            "Aggregated donations",
            "Sponsored event",
            "Donation date (DD/MM/YY)",
            "Amount",
        ],
        ["Dr", "Ada", "Field Marsh", "12", "EC4Y 1AA", "", "", "10/03/22", "10.00"],
        ["", "Élise", "O'Brien", "12", "EC4Y 1AA", "", "", "11/03/22", "10.00"],
    ]
    export = MoneyExport.objects.get()
    assert (export.kind, export.claim, export.purpose) == ("schedule", made, "To HMRC")
    assert (export.state, export.row_count) == ("finished", 2)
    assert export.exported_by.email == "fin@meridian.example"
    assert len(export.sha256) == 64


@pytest.mark.parametrize(
    ("told", "house", "postcode"),
    [
        (
            {"is_abroad": True, "postcode": "", "address": "rue de Rivoli, Paris"},
            "12, rue de Rivoli, Paris",
            "X",
        ),
        ({"postcode": "JE2 3AB", "address": "St Helier"}, "12, St Helier", "X"),
        ({"house": "=1+1"}, "'=1+1", "EC4Y 1AA"),
        (
            {"is_abroad": True, "postcode": "", "address": "y" * 99},
            "12, " + "y" * 36,
            "X",
        ),
    ],
)
def test_an_address_is_written_as_hmrc_wants_it(
    finance, declared, told, house, postcode
):
    declared(**told)
    finance.post(f"{CLAIMS}make/", FORM)
    made = GiftAidClaim.objects.get()

    answer = finance.post(f"{CLAIMS}{made.pk}/schedule/", {"purpose": "To HMRC"})
    assert lines(answer)[1][3:5] == [house, postcode]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2022-02-01"}, "The last day comes before the first."),
        ({"purpose": ""}, "This field is required."),
        ({"charity": "1"}, "Select a valid choice."),
        ({"starts_on": "2021-01-01", "ends_on": "2021-12-31"}, "No payment of these"),
    ],
)
def test_a_mistake_claims_nothing(finance, declared, changes, words):
    declared()
    answer = finance.post(f"{CLAIMS}make/", FORM | changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not GiftAidClaim.objects.exists()


def test_a_claim_is_taken_back_at_the_desk(finance, declared):
    payment = declared()
    finance.post(f"{CLAIMS}make/", FORM)
    made = GiftAidClaim.objects.get()
    path = f"{CLAIMS}{made.pk}/take-back/"
    assert finance.post(path, {"reason": ""}).status_code == 422
    finance.post(path, {"reason": "Never sent"})

    assert waiting() == [payment]
    history = finance.get(f"{CLAIMS}{made.pk}/history/").content.decode()
    assert "Taken back: Never sent" in history
    page = finance.get(f"{CLAIMS}{made.pk}/schedule/").content.decode()
    assert "This claim was taken back." in page


def test_claims_wait_for_a_fresh_second_step(finance, declared):
    declared()
    finance.post(f"{CLAIMS}make/", FORM)
    made = GiftAidClaim.objects.get()
    DeskSession.objects.update(checked_at=timezone.now() - timedelta(minutes=6))

    for path, fields in [
        ("make/", FORM),
        (f"{made.pk}/schedule/", {"purpose": "To HMRC"}),
        (f"{made.pk}/take-back/", {"reason": "Never sent"}),
    ]:
        assert finance.post(f"{CLAIMS}{path}", fields).url == "/admin/check/"
    assert not MoneyExport.objects.exists()


@pytest.mark.parametrize("who", [factories.make_bo, factories.make_dee])
def test_only_finance_sees_declarations_and_claims(client, declared, claim, who):
    declared()
    made = claim()
    factories.at_the_desk(client, who())

    for path in ("", "make/", f"{made.pk}/schedule/", f"{made.pk}/take-back/"):
        assert client.get(f"{CLAIMS}{path}").status_code == 403
    kept = GiftAidDeclaration.objects.get()
    for path in ("", f"{kept.pk}/change/", f"{kept.pk}/cancel/"):
        row = f"/admin/donations/giftaiddeclaration/{path}"
        assert client.get(row).status_code == 403


def test_finance_cancels_a_declaration_with_a_reason(finance, declared):
    declared()
    kept = GiftAidDeclaration.objects.get()
    row = f"/admin/donations/giftaiddeclaration/{kept.pk}/"
    assert "Cancel it" in finance.get(f"{row}change/").content.decode()
    assert finance.post(f"{row}cancel/", {"reason": ""}).status_code == 422
    finance.post(f"{row}cancel/", {"reason": "Pays no tax", "is_void": "on"})

    kept.refresh_from_db()
    assert (kept.is_void, kept.cancel_reason) == (True, "Pays no tax")
    assert kept.cancelled_by.email == "fin@meridian.example"
    assert waiting() == []
    assert "Cancel it" not in finance.get(f"{row}change/").content.decode()


def test_nobody_writes_a_claim_by_hand(finance, declared, claim):
    declared()
    made = claim(by=factories.make_ada())
    for path in ("add/", f"{made.pk}/delete/"):
        assert finance.post(f"{CLAIMS}{path}", {"post": "yes"}).status_code == 403
    finance.post(f"{CLAIMS}{made.pk}/change/", {"charity": "Us"})

    made.refresh_from_db()
    assert made.charity == "The Example Relief Fund"
