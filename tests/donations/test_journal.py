"""The list of money that Finance takes out, and that it leads to no signature."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import DeskSession
from donations import journal, listing, money
from donations.models import Dispute, MoneyExport, Refund
from tests import factories

LISTS = "/admin/donations/moneyexport/"
PAID = datetime(2022, 3, 10, 12, tzinfo=UTC)
FORM = {
    "starts_on": "2022-03-01",
    "ends_on": "2022-03-31",
    "purpose": "For the auditors",
}


def lines(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def take(browser, **changes):
    return browser.post(f"{LISTS}take/", FORM | changes)


@pytest.fixture
def payment(checkout):
    return factories.make_payment(
        checkout, paid_at=PAID, amount_minor=1250, fee_minor=39, came_by="story.12"
    )


def give_back(payment, status="succeeded", number="re_1"):
    Refund.objects.create(
        payment=payment,
        refund_id=number,
        amount_minor=250,
        status=status,
        created_at=PAID + timedelta(days=1),
    )


def test_each_payment_refund_and_dispute_is_a_line(finance, payment):
    give_back(payment)
    give_back(payment, "failed", "re_2")
    Dispute.objects.create(
        payment=payment,
        dispute_id="dp_1",
        status="lost",
        out_minor=1000,
        created_at=PAID + timedelta(days=2),
    )
    paid, back, failed, disputed = lines(take(finance))

    assert paid == {
        "what": "payment",
        "day": "2022-03-10",
        "time": "12:00:00+0000",
        "campaign": "Refugees Welcome",
        "way_to_give": "The appeal",
        "amount": "12.50",
        "currency": "GBP",
        "stripe_fee": "0.39",
        "status": "succeeded",
        "real_money": "no",
        "donation": str(payment.donation_id),
        "charge": payment.charge_id,
        "refund_or_dispute": "",
        "donor_name": "Ada Field",
        "donor_email": "ada@example.org",
        "came_by": "story.12",
        "receipt": payment.receipt_number,
    }
    assert (back["what"], back["amount"], back["day"]) == (
        "refund",
        "-2.50",
        "2022-03-11",
    )
    assert (back["refund_or_dispute"], back["charge"]) == ("re_1", payment.charge_id)
    assert (failed["status"], failed["amount"]) == ("failed", "0.00")
    assert (disputed["what"], disputed["amount"]) == ("dispute", "-10.00")


def test_days_outside_and_other_currencies(finance, campaign, payment):
    yen = factories.make_channel(
        campaign=campaign, kind="checkout", url="", currency="JPY", title="In yen"
    )
    factories.make_payment(yen, paid_at=PAID, amount_minor=1500, is_odd=True)
    factories.make_payment(yen, paid_at=PAID - timedelta(days=10))
    _pounds, yens = lines(take(finance))

    assert (yens["amount"], yens["currency"]) == ("1500", "JPY")
    assert yens["status"] == "not what was asked for"


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (0, "GBP", "0.00"),
        (-5, "GBP", "-0.05"),
        (123456789012, "EUR", "1234567890.12"),
        (-1500, "JPY", "-1500"),
    ],
)
def test_sums_have_all_their_digits(minor, currency, written):
    assert money.decimal(minor, currency) == written


def test_what_people_typed_is_harmless(finance, checkout):
    factories.make_payment(
        checkout, paid_at=PAID, name='=HYPERLINK("x"),"y"', email="+1@example.org"
    )
    (line,) = lines(take(finance))

    assert line["donor_name"] == '\'=HYPERLINK("x"),"y"'
    assert line["donor_email"] == "'+1@example.org"


def test_it_is_on_record_before_the_first_byte_and_after_the_last(finance, payment):
    answer = take(finance)
    export = MoneyExport.objects.get()
    assert (export.state, export.purpose) == ("started", "For the auditors")
    assert export.exported_by.email == "fin@meridian.example"
    assert len(lines(answer)) == 1

    export.refresh_from_db()
    assert (export.kind, export.state, export.row_count) == ("books", "finished", 1)
    assert "For the auditors" in finance.get(LISTS).content.decode()


def test_a_reader_who_hangs_up_is_on_record_too(payment):
    days = {"starts_on": date(2022, 3, 1), "ends_on": date(2022, 3, 31)}
    export = listing.start(
        MoneyExport.Kind.BOOKS, by=factories.make_fin(), purpose="Audit", **days
    )
    pieces = listing.stream(export, journal.HEAD, journal.rows(**days))
    next(pieces)
    pieces.close()

    export.refresh_from_db()
    assert (export.state, export.row_count) == ("broken", 0)


def test_a_batch_is_in_memory_at_a_time(checkout, monkeypatch):
    for _ in range(5):
        factories.make_payment(checkout, paid_at=PAID)
    monkeypatch.setattr(listing, "BATCH_SIZE", 2)
    rows = journal.rows(date(2022, 3, 1), date(2022, 3, 31))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        next(rows)
        assert len(asked) == 1
        next(rows)
        next(rows)
        assert len(asked) == 2
        assert len(list(rows)) == 2
    assert all("LIMIT 2" in each["sql"] for each in asked.captured_queries)


def test_it_waits_for_a_fresh_second_step(finance, payment):
    DeskSession.objects.update(checked_at=timezone.now() - timedelta(minutes=6))

    assert take(finance).url == "/admin/check/"
    assert not MoneyExport.objects.exists()


@pytest.mark.parametrize("who", [factories.make_bo, factories.make_dee])
def test_only_finance_takes_it(client, payment, who):
    factories.at_the_desk(client, who())

    assert client.get(LISTS).status_code == 403
    assert take(client).status_code == 403
    assert not MoneyExport.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"purpose": " "}, "This field is required."),
        ({"starts_on": "1 March"}, "Enter a valid date."),
        ({"ends_on": "2022-02-28"}, "The last day comes before the first."),
    ],
)
def test_a_mistake_takes_nothing(finance, payment, changes, words):
    answer = take(finance, **changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not MoneyExport.objects.exists()


# Donors and signers


def test_no_row_of_money_leads_to_a_signature():
    """Neither a foreign key nor a column that both sides have."""
    for model in apps.get_app_config("donations").get_models():
        for field in model._meta.get_fields():
            about = field.related_model
            assert about is None or about._meta.app_label != "petitions", field
            assert "signer" not in field.name
            assert "signature" not in field.name


def test_no_page_or_file_of_finance_asks_for_a_signature(finance, payment):
    """Of a donor who has signed too, under the same name and mailbox."""
    petition = factories.make_petition()
    factories.make_signature(petition, email="ada@example.org", status="confirmed")
    kept = factories.make_declaration(payment)
    with CaptureQueriesContext(connection) as asked:
        pages = [
            finance.get(f"/admin/donations/{path}").content.decode()
            for path in (
                "payment/",
                f"payment/{payment.pk}/change/",
                f"payment/{payment.pk}/refund/",
                "payment/?q=ada@example.org",
                "giftaiddeclaration/",
                f"giftaiddeclaration/{kept.pk}/change/",
                "giftaidclaim/",
                "moneyexport/",
                "bookdifference/",
            )
        ]
        pages += [str(line) for line in lines(take(finance))]
    assert all(pages)
    assert "petitions_signature" not in str(asked.captured_queries)
    assert not any(petition.title in page for page in pages)
