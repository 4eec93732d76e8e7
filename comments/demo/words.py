"""What the demo's readers say; names and words are invented."""

from typing import NamedTuple


class Said(NamedTuple):
    """One comment of the demo; `to` is the key of the one that it answers.

    `respects` is how many of the other readers have pressed.
    """

    key: str
    author: str
    hours_ago: float
    words: str
    to: str = ""
    respects: int = 0
    is_featured: bool = False
    is_deleted: bool = False


# In the order of time.
SAID = [
    Said(
        "room",
        "Marit Ollerenshaw",
        46,
        "We have had the box room ready since Tuesday: a bed, a lamp, a drawer that"
        " locks. What we do not have is anybody who can tell us which form makes it"
        " useful.\n\nThe woman in this piece has a key ring with three"
        " keys on it and no door. I cannot stop thinking about that.",
        respects=9,
        is_featured=True,
    ),
    Said(
        "form",
        "Desmond Achterlay",
        45.2,
        "Ask your council for the housing team by name, not the switchboard. Ours had a"
        " list within a day, once somebody thought of starting one.",
        to="room",
        respects=5,
    ),
    Said(
        "which",
        "Marit Ollerenshaw",
        44.6,
        "Thank you. I rang this morning and they took our names, the size of the room"
        " and whether we have a cat.",
        to="form",
        respects=3,
    ),
    Said(
        "cat",
        "Ifor Pencraig",
        43.9,
        "And do you? It is a serious question. My parents were taken in by a couple in"
        " 1956, and what my mother remembered for sixty years was the cat.",
        to="which",
        respects=8,
    ),
    Said(
        "two",
        "Marit Ollerenshaw",
        43.5,
        "Two. Both idle. I shall tell the council they come with the room.",
        to="cat",
        respects=6,
    ),
    Said(
        "vet",
        "Yevheniia Sadova",
        41,
        "Please do tell them. Many people have brought their animals in their coats,"
        " and are afraid that somebody will ask them to choose.",
        to="two",
        respects=7,
    ),
    Said(
        "doubt",
        "Conrad Whitlam-Oyelaran",
        38,
        "I signed, and I have a doubt all the same. A spare room for three weeks is"
        " generous. A spare room for two years is something else, and nobody who"
        " answers these appeals in the first week is asked about the second winter."
        " Could the paper report on what happens then?",
        respects=8,
    ),
    Said(
        "host",
        "Bettany Rook",
        36.5,
        "We hosted a family from Aleppo in 2016. The first month was easy, the sixth"
        " was hard, and by the second winter they had their own flat and we had a"
        " standing invitation to Sunday lunch. The hard part was the paperwork, not the"
        " people.",
        to="doubt",
        respects=9,
    ),
    Said(
        "winter",
        "Conrad Whitlam-Oyelaran",
        35.8,
        "That is the first account of a second winter that I have read. Thank you for"
        " writing it down.",
        to="host",
        respects=4,
    ),
    Said(
        "gone",
        "Tamsin Ferriday",
        30,
        "I wrote this in anger and have taken it back.",
        is_deleted=True,
    ),
    Said(
        "calm",
        "Ruaridh Kestle",
        29.4,
        "I do not agree with all of it either, but I would rather we argued about the"
        " numbers than about each other. Which ones are these?",
        to="gone",
        respects=3,
    ),
    Said(
        "figures",
        "Ngozi Trelawney",
        28,
        "Applied for, granted and arrived are three numbers, and each is a week behind"
        " the one before. It matters which of them a headline picks.",
        to="calm",
        respects=5,
    ),
    Said(
        "station",
        "Yevheniia Sadova",
        20,
        "I came through that station eleven days ago with my mother and one bag. The"
        " volunteer who met us did write the time on her hand, as it says here. She"
        " asked my mother whether she wanted tea before she asked her for anything"
        " else.\n\nSomebody will read this and wonder whether it is worth sending"
        " blankets. It is. Send the tea as well.",
        respects=10,
    ),
    Said(
        "tea",
        "Halima Brackenbury",
        19.1,
        "I am so glad that you are here, and that your mother had her tea.",
        to="station",
        respects=4,
    ),
    Said(
        "bus",
        "Ottoline Varga",
        9,
        "A practical thing for those who want to help and have no room: our church hall"
        " needs people who can drive a minibus. The list of what is needed changes each"
        " day, and “somebody with a licence” has been on it every time.",
        respects=4,
    ),
    Said(
        "licence",
        "Ifor Pencraig",
        8.2,
        "Does it have to be the old licence, with the minibus on it? I passed in 1989,"
        " and my knees have not.",
        to="bus",
        respects=2,
    ),
    Said(
        "knees",
        "Ottoline Varga",
        7.9,
        "The old one is exactly right. We lift the bags.",
        to="licence",
        respects=3,
    ),
    Said(
        "minister",
        "Percival Nakamura-Dunne",
        2.4,
        "Whoever says that a scheme has no limit should read the part about the forms"
        " again. One that asks for a paper which the town you left can no longer print"
        " has a limit, whatever it is called.",
        respects=6,
    ),
    Said(
        "thanks",
        "Halima Brackenbury",
        0.8,
        "Signed, and sent to my three sisters, who never sign anything. Two have.",
        respects=1,
    ),
]
