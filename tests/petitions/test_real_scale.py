"""A petition of six million signatures, with its curve, its places and its seats."""

import re
import time
from typing import NamedTuple

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from petitions import figures
from petitions.views import data
from tests import factories, real_scale
from tests.petitions.test_data_page import LARGEST_PAGE, PAGE, part, table_of, words

# It takes a tenth of a second of the processor's own time, and more on a machine with
# much else to do. From the rows of six million signatures it would take many seconds.
LONGEST_SECONDS = 1.0

# Without the mark nobody makes the database when these run alone.
pytestmark = pytest.mark.django_db


class Drawn(NamedTuple):
    """What the site makes of six million signatures."""

    html: str
    public: dict
    statements: list
    seconds: float
    in_languages: list


@pytest.fixture(scope="module")
def drawn(django_db_setup, django_db_blocker):
    """Filled once, looked at by all, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        petition = factories.make_petition(
            status="closed", closed_at=real_scale.samples()[-1][0]
        )
        real_scale.fill(petition)
        yield look_at(petition)
        transaction.set_rollback(True)


def look_at(petition):
    def make():
        view = data.page.__wrapped__.__wrapped__
        return view(RequestFactory().get(PAGE), slug="safe-haven").content.decode()

    with CaptureQueriesContext(connection) as asked:
        html = make()
    took = []
    for _ in range(3):
        start = time.process_time()
        make()
        took.append(time.process_time() - start)
    in_languages = []
    for language in ("de", "ar", "fr"):
        with translation.override(language):
            in_languages.append(make())
    statements = [query["sql"] for query in asked.captured_queries]
    public = figures.public_data(petition)
    return Drawn(html, public, statements, min(took), in_languages)


def test_six_million_signatures_draw_well(drawn):
    text = words(drawn.html)

    assert len(drawn.html.encode()) <= LARGEST_PAGE
    assert "6,078,985 people have signed" in text
    assert "From 13 Mar 2019 to 22 Apr 2019 the number rose to 6,078,985." in text
    assert "Half of these had signed by 22 Mar 2019." in text
    assert "Nobody was counted from 09:00 to 09:40 and from 10:30 to 10:50." in text
    assert "Bristol West 37,105" in text
    days = dict(map(tuple, table_of(drawn.html, "total")))
    assert days["22 Apr 2019"] == "6,078,985"
    assert len(days) == 41


def test_the_outage_is_a_gap_and_not_smoothed_away(drawn):
    rows = dict(map(tuple, table_of(drawn.html, "day")))

    assert [rows[at] for at in ("09:00", "09:10", "09:20", "09:30")] == ["0"] * 4
    assert int(rows["08:50"].strip("+").replace(",", "")) > 10_000
    assert int(rows["09:40"].strip("+").replace(",", "")) > 5_000
    bars = re.search(r'class="chart-bars" d="([^"]+)"', part(drawn.html, "day"))
    assert bars.group(1).count("M") == sum(row != "0" for row in rows.values())


def test_every_part_of_six_million_sums_to_the_whole(drawn):
    public = drawn.public
    home = public["by_country"]["GB"]
    for kind, whole in [
        ("by_country", public["count"]),
        ("by_region", home),
        ("by_constituency", home),
    ]:
        rest = public["withheld"][kind] + public["not_known"][kind]
        assert sum(public[kind].values()) + rest == whole
        assert min(public[kind].values()) >= 5
    assert len(public["by_constituency"]) == 650
    assert public["not_known"]["by_constituency"] == 105_315


def test_a_page_of_six_million_is_made_fast_and_from_tallies_alone(drawn):
    assert len(drawn.statements) <= 14
    for statement in drawn.statements:
        for large in ("petitions_signature", "petitions_countchange", "countline"):
            assert large not in statement
    assert drawn.seconds < LONGEST_SECONDS


def test_coordinates_are_the_same_in_every_language(drawn):
    for html in drawn.in_languages:
        for path in re.findall(r' (?:d|x|y|cx|cy|width|viewBox)="([^"]*)"', html):
            assert re.fullmatch(r"[MLHVZv\d. -]+|device-width.*", path)


def test_the_page_asks_nothing_of_other_sites_and_holds_no_style(drawn):
    loads = re.findall(r'(?:src|href)="(https?://[^"]+)"', drawn.html)
    canonical = re.findall(r'rel="canonical" href="([^"]+)"', drawn.html)

    assert loads == canonical
    assert "style=" not in drawn.html
    assert "<style" not in drawn.html
    assert not re.search(r"<script(?![^>]*src=)[^>]*>", drawn.html)


def test_every_chart_is_told_in_words_and_in_a_table(drawn):
    found = re.findall(r'<svg class="(?:chart|tiles).*?</svg>', drawn.html, re.S)

    assert len(found) == 7
    for chart in found:
        title, desc = re.search(r'aria-labelledby="(\S+) (\S+)"', chart).groups()
        assert re.search(rf'<title id="{title}">[^<]+</title>', chart)
        assert re.search(rf'<desc id="{desc}">[^<]+</desc>', chart)
        assert 'role="img"' in chart
    ids = re.findall(r' id="([^"]+)"', drawn.html)
    assert len(ids) == len(set(ids))
    for key in ("total", "pace", "day"):
        assert table_of(drawn.html, key)
