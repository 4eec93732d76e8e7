"""Dates and times as each language prints them."""

from datetime import datetime

import pytest
from django.utils import formats, translation

AT = datetime(2022, 3, 10, 14, 5)  # noqa: DTZ001 (as it stands on a page)


@pytest.mark.parametrize(
    ("language", "printed"),
    [("en-gb", "10 Mar 2022, 14:05"), ("ar", "10 مارس 2022، 14:05")],
)
def test_times_go_by_the_clock_of_24_hours(language, printed):
    with translation.override(language):
        assert formats.date_format(AT, "DATETIME_FORMAT") == printed
        assert formats.time_format(AT.time(), "TIME_FORMAT") == "14:05"
