"""The signature list: by permission, on record, and harmless in a spreadsheet."""

import csv
import hashlib
import io
import tracemalloc

import pytest
from django.http import StreamingHttpResponse
from hypothesis import example, given
from hypothesis import strategies as st

from petitions import exporting
from petitions.models import Export, Signature
from tests import factories

PURPOSE = {"purpose": "Handing over to the Home Secretary"}
ALL = list(exporting.COLUMNS)
COLUMNS_OF_WORDS = ["name", "postcode", "reason", "email"]
BLANKS = ["", " ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff"]
BLANKS += ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2060", "\x01"]
STARTS = "=+-@|%＝＋－＠｜％﹢﹣﹫"
FORMULAS = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "SUM(A1:A9)", ""]
PAYLOADS = [
    f"{blank}{start}{rest}" for blank in BLANKS for start in STARTS for rest in FORMULAS
]
PAYLOADS += [f"{quotes}=1+1" for quotes in ("'", "''", "' ", " '", "'" * 5000)]
PAYLOADS += ["\t", "\tx", "\rx", "\nx", "'\tx"]
HONEST = ["", "Ada Field", "O'Brien", "'t Hooft", "SW1A 1AA", "a-b", "1+1", "'", "''"]
HONEST += ["Because = is equal", "50 % of us", "x\n=1+1", "„Zitat“", "'O'Brien'"]


def export_path(petition):
    return f"/admin/petitions/petition/{petition.pk}/export/"


def body(response):
    return b"".join(response.streaming_content)


def rows(content):
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def would_run(cell):
    """Whether a spreadsheet could take the cell for a formula: our own second look."""
    seen = cell.lstrip("".join(BLANKS))
    return cell[:1] in ("\t", "\r", "\n") or seen[:1] in tuple(STARTS)


@pytest.fixture
def export(client, petition, dee):
    """Post the export's form as Dee, who may."""
    factories.at_the_desk(client, dee)

    def post(columns=ALL, **changes):
        fields = PURPOSE | {"columns": columns} | changes
        return client.post(export_path(petition), fields)

    return post


def test_a_list_holds_the_confirmed_and_nobody_else(petition, export):
    for status in Signature.Status:
        factories.make_signature(
            petition, email=f"{status}@example.org", status=status.value
        )
    other = factories.make_petition(slug="other")
    factories.make_signature(other, email="other@example.org", status="confirmed")

    (row,) = rows(body(export()))
    assert row["email"] == "confirmed@example.org"
    assert row["name"] == "Ada Field"
    assert row["country"] == "GB"
    assert row["postcode"] == "SW1A 1AA"
    assert row["text_version"] == "1"
    assert row["newsletter"] == "no"
    assert row["confirmed_at"].endswith("Z")


def test_a_list_has_the_columns_that_were_asked_for(petition, export):
    factories.make_signatures(petition, 2)
    content = body(export(columns=["country", "number"]))

    assert content.startswith(b"\xef\xbb\xbfnumber,country\r\n")
    assert b"Ada" not in content


def test_the_usual_columns_give_no_address_away():
    assert not {"email", "reason", "newsletter"} & set(exporting.USUAL_COLUMNS)


def test_the_list_goes_out_as_a_file_that_nobody_keeps(export):
    response = export()

    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert "private, no-store" in response["Cache-Control"]
    body(response)


@pytest.mark.parametrize("who", ["bo", "cy"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_export_gets_no_byte(client, petition, who, method, request):
    factories.make_signatures(petition, 1)
    factories.at_the_desk(client, request.getfixturevalue(who))
    response = getattr(client, method)(
        export_path(petition), PURPOSE | {"columns": ALL}
    )

    assert response.status_code == (403 if who == "bo" else 302)
    assert b"reader0" not in response.content
    assert not Export.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_door(client, petition, method):
    response = getattr(client, method)(
        export_path(petition), PURPOSE | {"columns": ALL}
    )

    assert response.status_code == 302
    assert "login" in response.url
    assert not Export.objects.exists()


def test_looking_at_the_form_exports_nothing(client, petition, dee):
    factories.at_the_desk(client, dee)

    assert client.get(export_path(petition)).status_code == 200
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": ""},
        {"purpose": "  "},
        {"purpose": "x" * 301},
        {"columns": []},
        {"columns": ["salt"]},
        {"columns": ["name", "signer_key"]},
    ],
    ids=str,
)
def test_no_list_without_a_purpose_and_known_columns(export, changes):
    response = export(**changes)

    assert response.status_code == 422
    assert not Export.objects.exists()


def test_an_export_is_on_record_before_its_first_byte(petition, export, dee):
    factories.make_signatures(petition, 3)
    response = export(columns=["name"])
    started = Export.objects.get()
    assert (started.state, started.finished_at) == ("started", None)

    content = body(response)

    kept = Export.objects.get()
    assert kept.state == "finished"
    assert kept.exported_by == dee
    assert kept.purpose == PURPOSE["purpose"]
    assert kept.columns == "name"
    assert kept.row_count == 3
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert kept.finished_at >= kept.started_at


def test_a_list_that_was_broken_off_is_on_record_too(petition, dee, monkeypatch):
    monkeypatch.setattr(exporting, "BATCH_SIZE", 2)
    factories.make_signatures(petition, 6)
    export = exporting.start(petition, by=dee, purpose="x", columns=["name"])
    pieces = exporting.stream(export)
    left = next(pieces) + next(pieces)
    pieces.close()  # What the server does when the reader hangs up.

    kept = Export.objects.get()
    assert kept.state == "broken"
    assert kept.row_count == 2
    assert kept.sha256 == hashlib.sha256(left).hexdigest()


def test_a_list_streams_a_batch_for_each_statement(
    petition, dee, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(exporting, "BATCH_SIZE", 10)
    factories.make_signatures(petition, 40)
    export = exporting.start(petition, by=dee, purpose="x", columns=ALL)

    with django_assert_num_queries(4 + 1 + 1):  # batches, the empty one, the record
        assert len(rows(b"".join(exporting.stream(export)))) == 40


def copy(signature, changes):
    """Many signatures like this one, each with its changes, in one statement."""
    fields = [
        field.attname
        for field in Signature._meta.concrete_fields
        if not field.primary_key
    ]
    kept = {name: getattr(signature, name) for name in fields}
    Signature.objects.bulk_create(
        Signature(**kept | {"signer_key": number.to_bytes(32, "big")} | changed)
        for number, changed in enumerate(changes)
    )
    signature.delete()


def test_a_long_list_needs_no_more_memory_than_a_short_one(petition, dee, monkeypatch):
    monkeypatch.setattr(exporting, "BATCH_SIZE", 25)
    first = factories.make_signature(petition, status="confirmed", reason="x" * 12_000)
    copy(first, [{}] * 1000)
    export = exporting.start(petition, by=dee, purpose="x", columns=["reason"])

    tracemalloc.start()
    size = sum(len(piece) for piece in exporting.stream(export))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > 12_000_000
    # A batch of 25 as rows and as lines is less than a tenth of the whole.
    assert peak < size / 5


def test_no_payload_runs_in_any_column(petition, dee):
    typed = [
        {
            "name": payload[:100],
            "postcode": payload[:12],
            "reason": payload,
            "email": payload[:254],
        }
        for payload in PAYLOADS
    ]
    copy(factories.make_signature(petition, status="confirmed"), typed)
    export = exporting.start(petition, by=dee, purpose="x", columns=ALL)
    found = rows(b"".join(exporting.stream(export)))

    assert len(found) == len(PAYLOADS)
    for row, words in zip(found, typed, strict=True):
        assert not any(would_run(cell) for cell in row.values())
        for column in COLUMNS_OF_WORDS:
            assert exporting.original(row[column]) == words[column]


@pytest.mark.parametrize("cell", HONEST)
def test_honest_words_are_left_alone(cell):
    assert exporting.inert(cell) == cell
    assert exporting.original(cell) == cell


@given(st.text(st.sampled_from("='+-@|%\t\r\n ＝a1\u200b"), max_size=8) | st.text())
@example("'" * 5000 + "=")
def test_every_cell_comes_back_exactly(cell):
    guarded = exporting.inert(cell)

    assert exporting.original(guarded) == cell
    assert not would_run(guarded)
    assert exporting.original(cell) in (cell, cell[1:])


def test_the_register_is_read_only(client, petition, ada):
    export = exporting.start(petition, by=ada, purpose="x", columns=["name"])
    factories.at_the_desk(client, ada)
    path = "/admin/petitions/export/"

    assert "x" in client.get(path).content.decode()
    assert client.get(f"{path}{export.pk}/change/").status_code == 200
    assert client.get(f"{path}add/").status_code == 403
    assert client.post(f"{path}{export.pk}/delete/").status_code == 403
    assert client.post(f"{path}{export.pk}/change/", {}).status_code == 403
    assert Export.objects.count() == 1
