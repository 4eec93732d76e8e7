"""The page of figures: drawn from tallies alone, at any size and in any state."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from config import public_pages
from petitions import folding, growth, publishing, saying
from petitions.models import AreaTally, Tally
from tests import factories

PAGE = "/petitions/safe-haven/data/"
TABLE = "/petitions/safe-haven/places.csv"
DATA = "/petitions/safe-haven.json"
NINE = datetime(2022, 3, 1, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LARGEST_PAGE = 150_000


def count(petition, moments, *, country="FR"):
    """Set the tallies as a drain would leave them, all of one place."""
    total = sum(moments.values())
    folding.raise_moments(petition.pk, moments)
    folding.raise_areas(petition.pk, {(country, ""): total})
    Tally.objects.filter(petition=petition).update(count=total)


def open_since(petition, moment):
    petition.opened_at = moment
    petition.save()


def page(client, path=PAGE):
    public_pages.forget(path)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def part(html, key):
    """The section whose heading has this id."""
    found = re.search(
        rf'<section[^>]*aria-labelledby="{key}-heading".*?</svg>', html, re.S
    )
    return found.group(0) if found else ""


def table_of(html, key):
    """The rows of a chart's table, as text."""
    section = re.search(
        rf'<section[^>]*aria-labelledby="{key}-heading".*?</section>', html, re.S
    )
    body = re.search(r"<tbody>(.*?)</tbody>", section.group(0), re.S).group(1)
    return [
        [words(cell) for cell in re.split(r"<t[hd][^>]*>", row)[1:]]
        for row in body.split("<tr>")[1:]
    ]


# The page


def test_the_petition_page_leads_to_its_figures(client, petition):
    assert f'href="{PAGE}"' in client.get(petition.url).content.decode()


def test_nobody_has_signed_yet(client, petition):
    html = page(client)

    assert "Nobody has signed yet" in html
    assert "<svg" not in html
    assert "By country" not in html


def test_a_draft_has_no_figures(client, db):
    factories.make_petition(slug="draft", status="draft")

    for path in ("/petitions/draft/data/", "/petitions/draft/places.csv"):
        assert client.get(path).status_code == 404
    assert client.get("/petitions/unknown/data/").status_code == 404


def test_a_look_changes_nothing(client, petition):
    assert client.post(PAGE).status_code == 405
    assert client.post(TABLE).status_code == 405


def test_the_page_says_the_number_and_of_when(client, petition, clock):
    open_since(petition, NINE)
    count(petition, {NINE: 1234})
    clock(minutes=5)

    text = words(page(client))
    assert "1,234 people have signed and confirmed it" in text
    assert "As of 1 Mar 2022, 09:05 GMT." in text


def test_what_is_on_the_page_is_named_at_its_head(client, petition, clock):
    open_since(petition, NINE)
    count(petition, {NINE: 120})

    html = page(client)
    contents = html.partition('class="data-contents')[2].partition("</nav>")[0]
    named = re.findall(r'href="#([\w-]+)"', contents)
    assert named[0] == "time-heading"
    assert named[-1] == "methods-heading"
    assert "region-heading" not in named
    assert all(f'<h2 id="{name}"' in html for name in named)


def test_every_file_of_the_numbers_is_named_once(client, petition, clock):
    open_since(petition, NINE)
    count(petition, {NINE: 120})
    html = page(client)
    files = html.partition('<table class="data-table data-downloads')[2]
    led_to = re.findall(r'href="(.*?)"', files.partition("</table>")[0])

    assert len(led_to) == len(set(led_to)) == 9
    assert {client.get(path).status_code for path in led_to} == {200}


def test_the_way_to_the_goal_is_shown_while_one_can_sign(client, petition, clock):
    open_since(petition, NINE)
    count(petition, {NINE: 120})
    assert '<progress class="bar"' in page(client)

    publishing.close(petition)
    assert "<progress" not in page(client)


@pytest.mark.parametrize("status", ["closed", "won"])
def test_a_petition_that_is_over_says_since_when(client, db, status):
    petition = factories.make_petition(
        status=status, opened_at=NINE, **{f"{status}_at": NINE + 3 * DAY}
    )
    count(petition, {NINE + HOUR: 400, NINE + 2 * DAY: 30})

    html = page(client)
    said = "was won" if status == "won" else "closed"
    assert f"The petition {said} on 4 Mar 2022." in words(html)
    assert "not over yet" not in html
    assert "chart-unfinished" not in html
    assert "From 1 Mar 2022 to 4 Mar 2022 the number rose to 430." in words(html)


def test_one_signature_is_drawn(client, petition, clock):
    open_since(petition, NINE)
    count(petition, {NINE: 1})

    html = page(client)
    assert "1 person has signed and confirmed it" in words(html)
    assert table_of(html, "pace")[0] == ["1 Mar, 09:00", "+1"]
    assert "nan" not in html
    assert "no country can be named" in html


def test_words_in_a_chart_run_as_the_readers_language_does(client, petition, clock):
    open_since(petition, NINE)
    count(petition, {NINE: 120})
    clock(days=5)
    with translation.override("ar"):
        html = page(client)

    drawn = re.findall(r"<text[^>]*>(.*?)</text>", part(html, "total"))
    assert "&#x2068;2 مارس&#x2069;" in drawn
    assert all(text.startswith("&#x2068;") for text in drawn)
    assert all(text.endswith("&#x2069;") for text in drawn)
    assert table_of(html, "pace")[0] == ["1 مارس، 09:00", "\u200e+120"]


def test_a_sign_stays_on_the_left_of_its_number_in_every_language():
    with translation.override("ar"):
        assert saying.number(-1300) == "\u200e−1,300"
    with translation.override("en-gb"):
        assert saying.number(-1300) == "−1,300"


def test_all_in_one_minute(client, petition, clock):
    open_since(petition, NINE)
    count(petition, {NINE: 5000})

    html = page(client)
    assert "The busiest minute was 1 Mar, 09:00, with 5,000." in words(html)
    assert table_of(html, "total")[0] == ["1 Mar, 09:00", "5,000"]


def test_a_day_of_withdrawals_falls(client, petition, clock):
    open_since(petition, NINE)
    clock(days=9)
    count(petition, {NINE: 900, NINE + 7 * DAY: -300, NINE + 8 * DAY: 5})

    html = page(client)
    assert 'class="chart-falls"' in part(html, "pace")
    assert "Once more people withdrew than signed." in words(html)
    assert ["8 Mar 2022", "−300"] in table_of(html, "pace")
    assert ["8 Mar 2022", "600"] in table_of(html, "total")


def test_two_years_are_drawn_by_the_week(client, petition, clock):
    open_since(petition, NINE)
    count(petition, {NINE + number * DAY: 3 + number % 7 for number in range(730)})
    clock(days=730)

    html = page(client)
    assert "Signatures in each week" in html
    rows = table_of(html, "pace")
    assert rows[0][0] == "28 Feb 2022"
    assert 100 < len(rows) <= growth.MOST_BARS
    assert len(html) < LARGEST_PAGE


@pytest.mark.parametrize("days", [0.01, 0.5, 3, 50, 300, 2000, 9000, 30_000])
def test_no_life_is_too_long_to_draw(petition, clock, days):
    open_since(petition, NINE)
    count(petition, {NINE + days * DAY * number / 50: 9 for number in range(50)})
    clock(days=days)
    grown = growth.of(petition)

    assert len(grown.bars) <= growth.MOST_BARS
    assert len(grown.points) <= 2 * growth.MOST_PIECES
    assert sum(bar.value for bar in grown.bars) == 450
    assert grown.counts[-1] == grown.points[-1][1] == 450
    times = [at for at, _count in grown.points]
    assert times == sorted(times)
    assert grown.bars[0].start <= grown.start < grown.end <= grown.bars[-1].end


def test_a_time_to_come_is_no_trouble(client, petition, clock):
    """A clock that ran ahead, and a petition that opens later than its first row."""
    open_since(petition, NINE + DAY)
    count(petition, {NINE + 2 * DAY: 12, NINE - HOUR: 1})

    assert "13 people have signed" in words(page(client))


def test_a_bar_of_today_may_still_grow(client, petition, clock):
    open_since(petition, NINE)
    clock(days=8)
    count(petition, {NINE: 5, NINE + 8 * DAY: 60})

    html = page(client)
    assert 'class="chart-bars chart-unfinished"' in part(html, "pace")
    assert "The last bar is lighter: its time is not over yet." in words(html)


def test_days_are_those_of_the_newsroom(client, petition, clock, settings):
    """23:30 in London in summer is 22:30 of UTC: both belong to the same day there."""
    start = datetime(2022, 6, 1, 22, 30, tzinfo=UTC)
    open_since(petition, start)
    clock(days=120)
    count(petition, {start: 7, start + HOUR: 5, start + 20 * DAY: 1})
    petition.closed_at, petition.status = start + 20 * DAY, "closed"
    petition.save()

    assert table_of(page(client), "pace")[:2] == [
        ["1 Jun 2022", "+7"],
        ["2 Jun 2022", "+5"],
    ]


def test_a_signature_of_the_last_minute_of_a_bar_belongs_to_it(petition, clock):
    open_since(petition, NINE)
    clock(days=10)
    midnight = datetime(2022, 3, 2, tzinfo=UTC)
    count(petition, {midnight - MINUTE: 1, midnight: 10})

    assert [bar.value for bar in growth.of(petition).bars[:2]] == [1, 10]


def test_the_line_is_level_where_nothing_changed(petition, clock):
    open_since(petition, NINE)
    count(petition, {NINE: 10, NINE + 90 * MINUTE: 5})
    clock(hours=2)
    points = growth.of(petition).points

    assert points == [
        (NINE, 0),
        (NINE + MINUTE, 10),
        (NINE + 90 * MINUTE, 10),
        (NINE + 91 * MINUTE, 15),
        (NINE + 120 * MINUTE, 15),
    ]


def test_a_busy_day_is_shown_by_ten_minutes_with_its_gaps(client, petition, clock):
    open_since(petition, NINE)
    clock(days=9)
    day = NINE + 3 * DAY
    busy = {day + number * MINUTE: 30 for number in range(180)}
    for number in range(60, 100):
        del busy[day + number * MINUTE]
    count(petition, {NINE: 1} | busy)

    html = page(client)
    text = words(html)
    assert "Most signed on 4 Mar 2022: 4,200." in text
    assert "Nobody was counted from 10:00 to 10:40." in text
    rows = dict(map(tuple, table_of(html, "day")))
    assert len(rows) == 144
    assert [rows[f"{at}"] for at in ("09:50", "10:00", "10:30", "10:40")] == [
        *("+300", "0", "0", "+300"),
    ]


def test_readers_who_pause_are_no_gap(client, petition, clock):
    open_since(petition, NINE)
    clock(days=9)
    day = NINE + 3 * DAY
    count(petition, {NINE: 1, day: 60, day + HOUR: 4, day + 3 * HOUR: 60})

    text = words(page(client))
    assert "Most signed on 4 Mar 2022: 124." in text
    assert "Nobody was counted" not in text


def test_a_milestone_stands_on_the_line_however_late_it_was_noticed(
    client, petition, clock
):
    open_since(petition, NINE)
    count(petition, {NINE + number * DAY: 50 for number in range(8)})
    petition.milestones.create(count=200, reached_at=NINE + 90 * DAY)
    clock(days=20)

    assert "200, 4 Mar" in words(page(client))


def test_a_quiet_day_is_not_shown_by_ten_minutes(client, petition, clock):
    open_since(petition, NINE)
    clock(days=9)
    count(petition, {NINE: 1, NINE + 3 * DAY: 20})

    assert "by ten minutes" not in page(client)


def test_a_tally_that_fell_below_nothing_is_no_trouble(client, petition):
    AreaTally.objects.create(petition=petition, country="FR", count=-2)
    folding.raise_moments(petition.pk, {timezone.now(): -2})

    assert "Once more people withdrew" in page(client)
    assert client.get(TABLE).status_code == 200
