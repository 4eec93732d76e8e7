"""The demo's words. The newsroom is invented; the campaign's facts are public record.

A British national paper ran such a campaign in 2015 and renewed it on 1 March 2022; the
counts and sums are those it reported.
"""

from datetime import date
from typing import Any

CAMPAIGN: dict[str, Any] = {
    "slug": "refugees-welcome",
    "title": "Refugees Welcome",
    "standfirst": (
        "When people flee a war, a country shows what it is by whom it lets in."
    ),
    "body": (
        "This newsroom first asked its readers to stand up for refugees in 2015, during"
        " the war in Syria. When Russia invaded Ukraine, we asked again. The campaign"
        " has one address and keeps its whole history here: what was asked, who signed,"
        " what was given, and what came of it."
    ),
    "picture_alt": (
        "Paper-cut picture: people with luggage walk along a road at dawn, towards a"
        " house with a lit window."
    ),
    "picture_caption": "On the road to somewhere safe.",
    "picture_credit": "Illustration: The Meridian",
    "is_published": True,
}

PHASES: list[dict[str, Any]] = [
    {
        "title": "Ukraine 2022",
        "started_on": date(2022, 3, 1),
        "summary": (
            "Renewed on 1 March 2022, days after the invasion of Ukraine. Readers put"
            " 100,000 names to it in 48 hours, 200,000 by 14 March and 250,000 by"
            " 16 April.\n\nThe campaign's fundraiser set out to raise £100,000 and"
            " raised £145,000; with a sister title, and with £56,000 matched by the"
            " government, it came to more than £400,000. The money went first to"
            " the Red Cross and Save the Children, and from 3 March to the Disasters"
            " Emergency Committee."
        ),
        "recorded_title": "The petition of 2022",
        "recorded_count": 265_826,
        "recorded_next_goal": 300_000,
        "recorded_source": "the petition's last public page, on another company's site",
    },
    {
        "title": "Syria 2015",
        "started_on": date(2015, 1, 1),
        "ended_on": date(2015, 12, 31),
        "summary": (
            "The first run, during the war in Syria: readers asked the UK government to"
            " take its share of the people who were fleeing it."
        ),
    },
]

PETITION: dict[str, Any] = {
    "slug": "urgent-support-for-ukrainian-refugees",
    "title": "Urgent support for Ukrainian refugees",
    "target": "The UK government",
    "standfirst": (
        "Give food, clothing and shelter to the countries that take people in, and make"
        " the UK a safe haven."
    ),
    "picture_alt": CAMPAIGN["picture_alt"],
    "picture_caption": CAMPAIGN["picture_caption"],
    "picture_credit": CAMPAIGN["picture_credit"],
}

PETITION_TEXT = """\
Millions of people have had to leave their homes in Ukraine with what they could \
carry. The countries next door have opened their borders, their schools and their \
spare rooms. They cannot do it alone.

We ask the UK government:

- **to give food, clothing and shelter** to the countries that are receiving \
refugees, at once and for as long as it is needed;
- **to make the UK a safe haven**, and let Ukrainians who flee the war come in \
without months of forms.

Every signature counted here is one person who confirmed it. We will hand the list to \
the government, and report on this page what it answers.
"""
