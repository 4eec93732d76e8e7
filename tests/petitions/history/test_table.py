"""The same history as a table."""

import csv
from io import StringIO

import pytest

from config import public_pages
from petitions.models import TimeTally
from tests.petitions.history.reading import (
    CSV,
    JSON,
    count,
)


def test_the_same_as_a_table(client, petition):
    count(petition, {0: 12, 1.5: 30, 4: -3})
    response = client.get(CSV, {"by": "hour"})

    assert response.content == (
        b"at,change,count\r\n"
        b"2022-03-01T09:00:00Z,12,12\r\n"
        b"2022-03-01T10:00:00Z,30,42\r\n"
        b"2022-03-01T13:00:00Z,-3,39\r\n"
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == (
        'attachment; filename="safe-haven-by-hour.csv"'
    )


@pytest.mark.parametrize("parameters", [{}, {"by": "minute"}, {"from": "2022-03-01"}])
def test_table_and_json_say_the_same(client, petition, parameters, three_at_most):
    count(petition, {0: 12, 1.5: 30, 4: -3, 9: 1})
    plain = client.get(JSON, parameters)
    table = client.get(CSV, parameters)

    rows = list(csv.DictReader(StringIO(table.content.decode(), newline="")))
    assert [
        {"at": row["at"], "change": int(row["change"]), "count": int(row["count"])}
        for row in rows
    ] == plain.json()["points"]
    assert ("Link" in table) == bool(plain.json()["next"])
    if "Link" in table:
        assert "/history.csv?by=" in table["Link"]


def test_a_kept_table_has_its_name_and_its_link_too(
    client, petition, three_at_most, monkeypatch
):
    monkeypatch.setattr(public_pages, "FRESH_SECONDS", 60)
    count(petition, dict.fromkeys(range(5), 1))
    first = client.get(f"{CSV}?by=hour")
    TimeTally.objects.all().delete()
    again = client.get(f"{CSV}?by=hour")

    assert again.content == first.content
    for header in ("Content-Disposition", "Link", "Content-Type", "ETag"):
        assert again[header] == first[header]


def test_the_page_of_figures_leads_to_both(client, petition):
    count(petition, {0: 5})
    figures = f"{petition.url}data/"
    assert f'href="{figures}"' in client.get(petition.url).content.decode()
    page = client.get(figures).content.decode()

    for path in ("/petitions/safe-haven.json", f"{CSV}?by=day"):
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200
