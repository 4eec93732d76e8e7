"""The demo's stories, with every kind of call, and the rules that place the others.

People, places in them and words said are invented; what is told of the campaign is
public record (`words`). They are of the days before the petition's first numbers.
"""

from datetime import UTC, datetime
from typing import Any

from campaigns.models import CallRule, Campaign, Section, Story, Topic
from petitions.models import Petition

SECTION = ("uk-news", "UK news")
TOPICS = {"ukraine": "Ukraine", "refugees": "Refugees", "asylum": "Asylum"}
GIVING = "/donate/refugees-welcome/"


def _mark(kind: str, target: str, words: str) -> str:
    said = f'data-call="{kind}" data-target="{target}" data-words="{words}"'
    return f"<aside {said}></aside>\n"


FIRST: dict[str, Any] = {
    "slug": "one-door-to-be-open",
    "headline": "“I need one door to be open”: the night trains that end in Poland",
    "standfirst": (
        "At a station on the border, volunteers ask one question of those who get off:"
        " where are you trying to go? The hardest answer is Britain."
    ),
    "agencies": "Additional reporting by agencies",
    "published_at": datetime(2022, 3, 3, 6, 30, tzinfo=UTC),
    "revised_at": datetime(2022, 3, 4, 11, 15, tzinfo=UTC),
    "bylines": [
        ("Imogen Hartley", "in Przemyśl"),
        ("Tobias Okafor-Lane", "Home affairs editor"),
    ],
    "topics": ["ukraine", "refugees", "asylum"],
    "correction": (
        "An earlier version of this article said that Refugees Welcome was first run in"
        " 2016. It began in 2015, during the war in Syria."
    ),
    "corrected_at": datetime(2022, 3, 4, 11, 15, tzinfo=UTC),
}

SECOND: dict[str, Any] = {
    "slug": "spare-rooms-and-night-shifts",
    "headline": "Spare rooms, night shifts and a van full of nappies",
    "standfirst": "What readers offered in the first week, besides their names.",
    "published_at": datetime(2022, 3, 5, 8, 0, tzinfo=UTC),
    "bylines": [("Tobias Okafor-Lane", "Home affairs editor")],
    "topics": ["ukraine", "refugees"],
}


def first_body(petition: Petition) -> str:
    """The long one: each kind of call stands where an editor would put it."""
    return (
        "<p>The last train from Lviv came in at ten to four in the morning, nine hours"
        " late, and for a while nobody got off it. Then the doors opened and the"
        " platform at Przemyśl filled with people who had stopped hurrying:"
        " grandmothers with carrier bags, a boy with a birdcage on his knees, a woman"
        " who asked the first person in a yellow vest which country this was.</p>\n"
        "<p>Volunteers have met every train here since the invasion began. They hand"
        " out tea, nappies and telephone cards, and have learned to ask a single"
        " question. “Where are you trying to go?” says Danuta Wrona, a school cook who"
        " has hardly sat down since last Thursday. “Kraków, they say. Berlin. My sister"
        " in Łódź. And every night somebody says: London. Then I have to explain.”</p>"
        "\n"
        "<p>What she has to explain is paper. Those who flee this war may cross into"
        " the countries next door with whatever document they saved from a drawer. To"
        " join a brother in Britain they need a visa, and for a visa a form, an"
        " appointment, a set of fingerprints and a city in which to wait for the"
        " answer.</p>\n"
        + _mark("petition", petition.slug, "Add your name")
        + "<p>Olena, who asked that her surname not be printed, has a brother in"
        " Cardiff. Until last Wednesday she taught chemistry in Kharkiv. Now she has"
        " two daughters, one suitcase and a telephone at four per cent, and is the"
        " calmest person in the waiting room. “I do not want to be rescued,” she says."
        " “I want to work. I want the girls to be in a classroom by Easter. I need one"
        " door to be open.”</p>\n"
        "<h2>A campaign that was here before</h2>\n"
        "<p>This newsroom has asked for that door before. In 2015, when the war in"
        " Syria sent families across the sea in rubber boats, its readers put their"
        " names to a campaign called Refugees Welcome. On Tuesday, days after Russia"
        " invaded Ukraine, we asked again.</p>\n"
        "<p>The petition makes two requests of the government. The first is for help"
        " where people are now: food, clothing and shelter for the countries that are"
        " taking them in. The second is for help here: that the United Kingdom become a"
        " safe haven, and let Ukrainians in.</p>\n"
        "<blockquote><p>I do not want to be rescued. I want to work.</p></blockquote>\n"
        "<p>Neither is a new thought. Countries have waived forms in an emergency, and"
        " have found beds for people in numbers that looked impossible the month"
        " before. The difference, each time, was that enough people at home had said"
        " aloud that they wanted it.</p>\n"
        "<p>Among the first to sign was a retired midwife in Leith, whose mother came"
        " off a train at Harwich in 1939 with a label on her coat. “Somebody had signed"
        " something,” she wrote, “or I would not be here to sign this.” A bakery in"
        " Hull put in eleven names, one for each person on the night shift.</p>\n"
        + _mark(
            "read",
            petition.campaign.get_absolute_url(),
            "The campaign since 2015: what was asked, who signed, what came of it",
        )
        + "<h2>Where the money goes</h2>\n"
        "<p>Names are one half. The campaign set out to raise £100,000 as well. What"
        " readers gave in its first days went to the Red Cross and Save the Children;"
        " from today it goes to the Disasters Emergency Committee, in which the large"
        " aid charities work together.</p>\n"
        + _mark("donate", GIVING, "Give to the appeal")
        + "<p>In Przemyśl money has a plain shape. It is the diesel in a minibus that"
        " drives to Rzeszów and back until the driver falls asleep. It is the"
        " pharmacist who keeps a list of what the trains bring: blood pressure, asthma,"
        " milk that has stopped coming. It is the school hall, with its wall bars and"
        " its painted lines, and eighty camp beds between the goals.</p>\n"
        "<p>Olena and the girls were given two of those beds. They did not unpack. “You"
        " sit on the suitcase,” the elder said, in the English she had learned for an"
        " exam in May, “because if you unpack, you live here.”</p>\n"
        "<p>We have put both requests to the government, and will print what it"
        " answers. The next train was due at dawn. By half past five the tea was on,"
        " and Danuta Wrona stood where the doors would open, with her question"
        " ready.</p>\n" + _mark("sign", petition.slug, "")
    )


SECOND_BODY = (
    "<p>The first offer came eleven minutes after the petition opened. A couple in"
    " Shrewsbury had a box room, a cot that nobody had slept in since 1998, and a"
    " question: to whom should they say so?</p>\n"
    "<p>By Friday our post had the outline of a country. A haulier in"
    " Grimsby had filled a van with nappies and wanted to know about customs. Nurses in"
    " Swansea had swapped their night shifts so that one of them could drive. A man of"
    " ninety-one, who asked us not to make a fuss, sent his winter fuel payment.</p>\n"
    "<p>Not all of it can be used. Aid workers at the border say that coats have come"
    " in heaps for which there is no hall. “Send money,” said one, “and"
    " send it to people who know what the lorry should bring tomorrow.”</p>\n"
    "<p>The couple in Shrewsbury still have no answer to their question. They have made"
    " up the cot.</p>"
)


def load(petition: Petition) -> None:
    """Two stories that lead to each other, and two rules."""
    campaign = petition.campaign
    slug, name = SECTION
    section = Section.objects.create(slug=slug, name=name)
    topics = {
        slug: Topic.objects.create(slug=slug, name=name)
        for slug, name in TOPICS.items()
    }
    first = _story(campaign, section, topics, FIRST, first_body(petition))
    second = _story(campaign, section, topics, SECOND, SECOND_BODY)
    first.related.add(second)
    # Where an editor has placed the same call already, these place none.
    CallRule.objects.create(
        topic=topics["ukraine"],
        kind="petition",
        target=petition.slug,
        after_paragraph=2,
    )
    CallRule.objects.create(campaign=campaign, kind="newsletter", priority=20)


def _story(
    campaign: Campaign,
    section: Section,
    topics: dict[str, Topic],
    words: dict[str, Any],
    body: str,
) -> Story:
    kept = {"slug", "headline", "standfirst", "agencies", "published_at", "revised_at"}
    story = Story(
        campaign=campaign,
        phase=campaign.phases.order_by("-started_on").first(),
        section=section,
        body=body,
        is_published=True,
        **{name: value for name, value in words.items() if name in kept},
    )
    if words is FIRST:
        _give_picture(story, campaign)
    story.save()
    story.topics.set([topics[slug] for slug in words["topics"]])
    for position, (name, role) in enumerate(words["bylines"]):
        story.bylines.create(name=name, role=role, position=position)
    if "correction" in words:
        story.corrections.create(
            text=words["correction"],
            made_at=words["corrected_at"],
            announced_at=words["corrected_at"],
        )
    return story


def _give_picture(story: Story, campaign: Campaign) -> None:
    """The campaign's own."""
    story.picture_file = campaign.picture_file.name
    story.picture_alt = campaign.picture_alt
    story.picture_caption = campaign.picture_caption
    story.picture_credit = campaign.picture_credit
