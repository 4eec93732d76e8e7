"""The desk sees how many comments each link of ours brought, and nothing of persons."""

import pytest

from comments import attributing, threads
from comments.models import Comment
from petitions.admin import sources
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition():
    return factories.make_petition()


@pytest.fixture
def spoken_of(petition):
    thread = threads.of(petition)
    for came_by, how_many in {"share.x": 2, "newsletter.march": 1, "": 1}.items():
        for _each in range(how_many):
            factories.make_comment(thread, came_by=came_by)
    factories.make_comment(thread, came_by="share.x", status=Comment.Status.REMOVED)
    return petition


def test_published_comments_are_counted_by_their_source(spoken_of):
    assert attributing.by_source(spoken_of) == {
        "share.x": 2,
        "newsletter.march": 1,
        "": 1,
    }


def test_a_petition_that_nobody_spoke_of_asks_nothing_of_others(petition, spoken_of):
    other = factories.make_petition(slug="other", campaign=petition.campaign)

    assert attributing.by_source(other) == {}


def test_they_stand_beside_the_signatures_of_the_same_source(spoken_of, monkeypatch):
    spoken_of.source_tallies.create(source="share.x", count=3)
    spoken_of.source_tallies.create(source="qr.thanks", count=1)
    table = sources.table(spoken_of)

    assert table.headings == ["Comments"]
    shown = [(row.words, row.signatures, row.beside) for row in table.rows]
    assert shown == [
        ("shared on X", 3, [2]),
        ("QR code of the page after signing", 1, [0]),
        ("directly", 0, [1]),
        ("newsletter “march”", 0, [1]),
    ]
    monkeypatch.setattr(sources, "SHOWN", 1)
    assert sources.table(spoken_of).rows[-1].beside == [2]


def test_the_desk_shows_them(client, spoken_of):
    factories.at_the_desk(client, factories.make_ada())
    path = f"/admin/petitions/petition/{spoken_of.pk}/change/"
    page = client.get(path).content.decode()

    assert ">Comments</th>" in page
    assert "newsletter “march”" in page
