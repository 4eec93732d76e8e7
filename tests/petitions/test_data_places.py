"""Where signers live, as the page of figures, its table and the JSON tell it."""

import csv
import io

import pytest
from django.utils import timezone

from petitions import folding, ranking, regions
from tests.petitions.test_data_page import DATA, TABLE, count, page, words


def test_small_places_are_withheld_on_the_page_as_in_the_json(client, petition):
    places = {("GB", "SW"): 30, ("GB", "M"): 7, ("GB", "LS"): 2}
    places |= {("FR", ""): 12, ("MC", ""): 1, ("DE", ""): 3}
    folding.raise_areas(petition.pk, places)
    folding.raise_moments(petition.pk, {timezone.now(): 55})
    text = words(page(client))
    public = client.get(DATA).json()

    assert public["by_country"] == {"GB": 39}
    assert public["by_region"] == {"SW": 30}
    assert public["withheld"] == {"by_country": 16, "by_region": 9}
    assert public["not_known"] == {"by_country": 0, "by_region": 0}
    assert "by_constituency" not in public
    assert "United Kingdom 39" in text
    assert "London 30" in text
    for withheld in (
        "France",
        "Monaco",
        "Germany",
        "Leeds 2",
        "North West",
        "Yorkshire",
    ):
        assert withheld not in text
    assert "Withheld: too few to show 16" in text


def test_a_withheld_home_country_is_not_given_away_by_its_regions(client, petition):
    places = {("GB", "SW"): 5, ("GB", "M"): 6, ("FR", ""): 900, ("DE", ""): 2}
    folding.raise_areas(petition.pk, places)
    public = client.get(DATA).json()

    assert public["by_country"] == {"FR": 900}
    assert public["by_region"] == {}
    assert public["withheld"]["by_region"] == 0


def test_a_region_is_the_sum_of_what_is_shown(petition):
    """Else what is withheld of one region could be had by taking away."""
    places = {("GB", "M"): 50, ("GB", "L"): 40, ("GB", "WN"): 3, ("GB", "PR"): 4}
    places |= {("GB", "SW"): 70, ("GB", "BFPO"): 8}
    folding.raise_areas(petition.pk, places)
    found = ranking.of(petition).regions

    assert {row.name: row.signatures for row in found.all} == {
        "North West": "90",
        "London": "70",
        "Elsewhere, such as those of the forces": "8",
    }
    assert found.withheld == 7
    assert found.whole == 175


def test_the_map_has_every_area_once_and_no_two_in_one_place(petition):
    areas = regions.areas()

    assert len(areas) == 121
    assert len({(area.column, area.row) for area in areas.values()}) == 121
    for area in areas.values():
        assert area.region in regions.NAMES
        assert area.also in {"", *regions.NAMES} - {area.region}
    assert {area.region for area in areas.values()} == set(regions.NAMES)


@pytest.mark.parametrize(
    ("code", "region", "also"),
    [
        ("SW", "london", ""),
        ("M", "north-west", ""),
        ("TD", "scotland", "north-east"),
        ("SY", "west-midlands", "wales"),
        ("BT", "northern-ireland", ""),
        ("CF", "wales", ""),
        ("S", "yorkshire", "east-midlands"),
        ("NR", "east", ""),
        ("TR", "south-west", ""),
    ],
)
def test_areas_lie_in_their_regions(code, region, also):
    area = regions.areas()[code]

    assert (area.region, area.also) == (region, also)


def test_north_is_up_and_east_to_the_right():
    areas = regions.areas()

    for north, south in [
        ("AB", "EH"),
        ("NE", "LS"),
        ("M", "B"),
        ("N", "SE"),
        ("L", "CF"),
    ]:
        assert areas[north].row < areas[south].row
    for west, east in [
        ("BT", "DG"),
        ("L", "M"),
        ("BS", "RG"),
        ("W", "E"),
        ("PL", "EX"),
    ]:
        assert areas[west].column <= areas[east].column


def test_the_shades_hold_as_many_areas_each_and_say_their_bounds(petition):
    codes = list(regions.areas())[:50]
    folding.raise_areas(
        petition.pk, {("GB", code): 10 + number for number, code in enumerate(codes)}
    )
    drawn = ranking.of(petition).map

    assert [(shade.least, shade.most) for shade in drawn.shades] == [
        (10, 19),
        (20, 29),
        (30, 39),
        (40, 49),
        (50, 59),
    ]
    assert sum(tile.shade == 0 for tile in drawn.tiles) == 71
    assert len(drawn.tiles) == 121


def test_another_home_country_has_no_british_map(client, petition, settings):
    settings.HOME_COUNTRY = "FR"
    count(petition, {timezone.now(): 90})
    html = page(client)

    assert "France" in html
    assert "By nation and region" not in html
    assert "By constituency" not in html


def test_all_places_can_be_had_as_a_table(client, petition):
    folding.raise_areas(petition.pk, {("GB", "SW"): 30, ("FR", ""): 12, ("MC", ""): 1})
    response = client.get(TABLE)

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Disposition"].endswith('"safe-haven-by-place.csv"')
    assert list(csv.reader(io.StringIO(response.content.decode()))) == [
        ["kind", "code", "name", "count"],
        ["country", "GB", "United Kingdom", "30"],
        ["country", "", "not known", "0"],
        ["country", "", "withheld", "13"],
        ["region", "SW", "London SW", "30"],
        ["region", "", "not known", "0"],
        ["region", "", "withheld", "0"],
    ]
