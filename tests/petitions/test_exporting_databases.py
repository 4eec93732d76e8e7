"""Both databases give the same list, byte for byte, and hold nothing while it goes."""

import time
import unicodedata
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from django.db.models import TextField, Value
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from petitions import exporting
from petitions.exporting import formulas, lines
from petitions.models import Export, Signature
from tests import factories

ALL = list(exporting.COLUMNS)
STARTS = "=+-@|%＝＋－＠｜％﹢﹣﹫﹦⁺₊⁼₌⩵⩶﬩﹪"
UNSEEN = "\t\r\n \x01\x1c\x85\u00a0\u00ad\u200b\u2028\u2060\u3000\ufeff\ue000\u0378"
LETTERS = "aZz09А́ا中'\"{`[@;:,.\\%_"
nasty = st.text(st.sampled_from(STARTS + UNSEEN + LETTERS + "'''\u0338"), max_size=6)
typed = nasty | st.text(st.characters(exclude_characters="\0"), max_size=12)


@pytest.fixture
def signature(petition):
    return factories.make_signature(petition, status="confirmed")


def content(petition, names=ALL, size=3):
    return b"".join(batch.content for batch in lines.batches(petition.pk, names, size))


def content_by_python(petition, monkeypatch, names=ALL):
    with monkeypatch.context() as changed:
        changed.setattr(lines, "_database_makes_text", lambda: False)
        return content(petition, names)


def judged_by_the_tables(cell):
    """The rule in Unicode's own words: NFKC, then the first sign to be seen."""
    bare = cell.lstrip("'")
    plain = unicodedata.normalize("NFKC", bare)
    seen = [char for char in plain if unicodedata.category(char)[0] not in "CZ"]
    return bare[:1] in tuple("\t\r\n") or seen[:1] in [[s] for s in "=+-@|%"]


@given(typed)
@example("'" * 5000 + "=")
@example("\0=")
def test_the_guard_follows_the_tables_of_unicode(cell):
    if "\u0338" not in cell:
        assert (exporting.inert(cell) != cell) == judged_by_the_tables(cell)


def test_a_stroke_through_its_sign_does_not_hide_a_formula():
    assert exporting.inert("=\u03381+1") == "'=\u03381+1"


def test_every_character_is_guarded_as_the_tables_say():
    """Before a formula: unseen ones guard it, its own signs too, others do not."""
    for char in map(chr, [*range(0xD800), *range(0xE000, 0x20000)]):
        cell = f"{char}="
        assert (exporting.inert(cell) != cell) == judged_by_the_tables(cell)


def test_a_list_in_the_dialect_of_rfc_4180(petition, signature):
    """These bytes, on every database."""
    Signature.objects.filter(pk=signature.pk).update(
        name='Ada "the\nField"',
        postcode="",
        reason="=1,\r\n2",
        newsletter=True,
        confirmed_at=datetime(2022, 3, 1, 9, 30, 59, 999_999, UTC),
    )
    assert (
        content(petition)
        == (
            f'"{signature.pk}","Ada ""the\nField""","GB","","2022-03-01T09:30:59Z","1",'
            '"\'=1,\r\n2","ada@example.org","yes"\r\n'
        ).encode()
    )


def test_lists_of_one_column_and_of_no_rows(petition, signature):
    assert content(petition, ["postcode"]) == b'"SW1A 1AA"\r\n'
    Signature.objects.update(postcode="")
    assert content(petition, ["postcode"]) == b'""\r\n'
    Signature.objects.update(postcode="\\.")
    assert content(petition, ["postcode"]) == b'"\\."\r\n'
    Signature.objects.all().delete()
    assert content(petition) == b""


def test_the_order_is_that_of_the_numbers_however_rows_lie(petition):
    made = factories.make_signatures(petition, 7)
    for signature in made[::-2]:
        signature.save()  # PostgreSQL moves a changed row to the end of its table.
    in_order = "".join(f'"{signature.pk}"\r\n' for signature in made)

    for size in (2, 7, 100):
        assert content(petition, ["number"], size) == in_order.encode()


@pytest.mark.postgres
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.tuples(typed, typed, typed, typed), kept=st.sets(st.sampled_from(ALL)))
@example(cells=('"', "=", "", "\\."), kept={"name"})
def test_postgresql_and_python_make_the_same_list(petition, monkeypatch, cells, kept):
    fields = dict(zip(["name", "reason", "email", "postcode"], cells, strict=True))
    if not Signature.objects.exists():
        factories.make_signature(petition, status="confirmed")
    Signature.objects.update(**fields, country=cells[0][:2])
    names = [name for name in ALL if name in kept] or ALL

    assert content(petition, names) == content_by_python(petition, monkeypatch, names)


@pytest.mark.postgres
@pytest.mark.parametrize("plane", [0, 1, 2, 3, 14, 15, 16])
def test_postgresql_guards_each_character_as_python_does(db, plane):
    codes = [code for code in range(plane << 16, (plane + 1) << 16) if code]
    chars = [chr(code) for code in codes if not 0xD800 <= code < 0xE000]
    cells = [*chars, *(f"{char}=" for char in chars)]
    guard = formulas.inert_in_sql(Value("CELL", TextField()))
    sql, params = guard.resolve_expression(None).as_sql(
        connection.ops.compiler("SQLCompiler")(None, connection, "default"), connection
    )
    assert params.count("CELL") > 1
    sql = sql % tuple("cell" if p == "CELL" else "%s" for p in params)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cell, {sql} FROM unnest(%s::text[]) AS cell",  # noqa: S608
            [*(p for p in params if p != "CELL"), cells],
        )
        found = cursor.fetchall()

    assert len(found) == len(cells)
    assert [pair for pair in found if exporting.inert(pair[0]) != pair[1]] == []


@pytest.mark.postgres
def test_a_database_of_bytes_has_its_lists_made_by_python(petition, monkeypatch):
    class Bytes:
        def parameter_status(self, name):
            return {"server_encoding": "SQL_ASCII"}[name]

    connection.ensure_connection()
    assert lines._database_makes_text()
    monkeypatch.setattr(type(connection.connection), "info", Bytes())
    assert not lines._database_makes_text()


@pytest.fixture
def pieces(transactional_db, monkeypatch):
    """A list of six that is on its way, with its first two rows out."""
    monkeypatch.setattr(exporting, "BATCH_SIZE", 2)
    petition = factories.make_petition()
    factories.make_signatures(petition, 6)
    export = exporting.start(
        petition, by=factories.make_ada(), purpose="x", columns=["name"]
    )
    stream = exporting.stream(export)
    next(stream)
    next(stream)
    return stream


def seen_from_outside():
    """What the server knows of our connection: its state and the snapshot it holds."""
    fields = connection.get_connection_params()
    ours = connection.connection.info.backend_pid
    places = {key: fields[key] for key in ("host", "port", "user", "dbname")}
    with psycopg.connect(**places, password=fields.get("password")) as other:
        return other.execute(
            "SELECT state, backend_xmin, xact_start FROM pg_stat_activity"
            " WHERE pid = %s",
            [ours],
        ).fetchone()


@pytest.mark.postgres
def test_between_two_pieces_the_connection_is_free(pieces):
    assert seen_from_outside() == ("idle", None, None)
    pieces.close()  # What the server does when the reader hangs up.

    assert seen_from_outside() == ("idle", None, None)
    assert (Export.objects.get().state, Export.objects.get().row_count) == ("broken", 2)
    assert Signature.objects.count() == 6


@pytest.mark.postgres
def test_a_slow_reader_runs_into_no_timeout(pieces):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 200")
        cursor.execute("SET idle_in_transaction_session_timeout = 200")
    try:
        for _piece in pieces:
            time.sleep(0.25)
    finally:
        connection.close()  # The next one has the settings of the site.

    assert (Export.objects.get().state, Export.objects.get().row_count) == (
        "finished",
        6,
    )
