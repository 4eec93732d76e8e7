"""Invented signers: names from many places, none of them anybody's."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import NamedTuple

FIRST_NAMES = [
    "Aisha",
    "Alun",
    "Amara",
    "Anneliese",
    "Bronwen",
    "Callum",
    "Chidi",
    "Claire",
    "Dmytro",
    "Eilidh",
    "Farah",
    "Fergus",
    "Grace",
    "Hamza",
    "Hanna",
    "Ifeoma",
    "Imogen",
    "Ioan",
    "Jamila",
    "Jonathan",
    "Kateryna",
    "Kwame",
    "Leila",
    "Lowri",
    "Magnus",
    "Maryam",
    "Morag",
    "Nadia",
    "Niamh",
    "Oksana",
    "Olu",
    "Oren",
    "Patience",
    "Priya",
    "Rhys",
    "Rosalind",
    "Samir",
    "Saoirse",
    "Siân",
    "Tadeusz",
    "Taras",
    "Temi",
    "Uzma",
    "Vikram",
    "Wendeline",
    "Yasmin",
    "Yusuf",
    "Zofia",
]
LAST_NAMES = [
    "Achterberg",
    "Adeyemi-Hart",
    "Balogun",
    "Barrowclough",
    "Bielecka",
    "Bondarchuk",
    "Brannagh",
    "Cadwallon",
    "Chaudhry-Lane",
    "Clutterworth",
    "Dinwiddie",
    "Eastlake",
    "Fairweather",
    "Garbutt",
    "Haddadi",
    "Hollis",
    "Iwuchukwu",
    "Jefferies",
    "Kowalenko",
    "Lamptey",
    "Llewelyn-Rees",
    "Macalister",
    "Marchmont",
    "Mbeki-Cole",
    "Nethercott",
    "O'Hanrahan",
    "Okonjo",
    "Pendrigh",
    "Petrovska",
    "Quiller",
    "Ravenscar",
    "Sandhu-Pryce",
    "Shevchuk",
    "Silverdale",
    "Thistlewood",
    "Uddin-Marsh",
    "Vasylenko",
    "Wetherall",
    "Wojtas",
    "Yarrow",
]
NAMES = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
# Whole areas with an invented inward part; the busiest ones first.
POSTCODES = [
    "M14 6QX",
    "LS6 2RZ",
    "SE15 4UX",
    "CF11 9PZ",
    "EH9 1QW",
    "BS6 5XA",
    "B13 8ZP",
    "SW9 7YX",
    "N16 8LZ",
    "G12 9XQ",
    "L17 3BX",
    "NE2 4QZ",
    "OX4 1XP",
    "BN2 3ZD",
    "S10 2WQ",
    "NG7 6ZR",
    "E8 3YP",
    "BT9 6QX",
    "SA2 0XZ",
    "EX4 6ZN",
]
ABROAD = ("IE", "FR", "DE", "PL", "UA", "ES", "US", "NL")
SHARE_ABROAD = 0.07
SHARE_SHOWN = 0.4


class Signer(NamedTuple):
    name: str
    email: str
    country: str
    postcode: str
    show_name: bool
    signed_at: datetime


def signers(
    how_many: int, *, until: datetime, names: list[str] = NAMES
) -> Iterator[Signer]:
    """The same people at every first start, signing over the last four days."""
    random = Random(20220301)  # noqa: S311 (invented people, not secrets)
    names = names.copy()
    random.shuffle(names)
    ages = sorted((random.expovariate(1 / 30) for _ in range(how_many)), reverse=True)
    for number, (name, hours) in enumerate(
        zip(islice(names, how_many), ages, strict=True)
    ):
        is_abroad = random.random() < SHARE_ABROAD
        yield Signer(
            name=name,
            email=f"signer{number}@readers.example.org",
            country=random.choice(ABROAD) if is_abroad else "GB",
            postcode="" if is_abroad else random.choice(POSTCODES),
            show_name=random.random() < SHARE_SHOWN,
            signed_at=until - timedelta(hours=hours, minutes=2),
        )
