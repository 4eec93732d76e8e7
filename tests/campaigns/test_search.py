"""Search: finds what is public, says so plainly, and cannot be used to do harm."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns import search, tasks
from campaigns.models import Byline, SearchDocument
from campaigns.search import asking, folding
from petitions import publishing
from tests import factories


@pytest.fixture
def campaign(db):
    return factories.make_campaign(body="We ask for **shelter**.")


@pytest.fixture
def published(campaign):
    """A campaign, a story and a petition that are public, and known to the search."""
    story = factories.make_story(body="<p>The first train came at <b>four</b>.</p>")
    Byline.objects.create(story=story, name="Bo Lindqvist")
    petition = factories.make_petition(text="We ask the government for visas.")
    search.reindex()
    return campaign, story, petition


def page(client, query, **more):
    return client.get("/search/", {"q": query, **more}).content.decode()


def titles(query):
    return [result.document.title for result in search.ask(query).results]


def marked(query):
    return [
        part.text for part in search.ask(query).results[0].snippet if part.is_marked
    ]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("shelter", "Refugees Welcome"),
        ("train", "A bed in Przemyśl"),
        ("volunteers border", "A bed in Przemyśl"),
        ("PRZEMYSL", "A bed in Przemyśl"),
        ("przemyśl", "A bed in Przemyśl"),
        ("visas", "A safe haven"),
        ("home secretary", "A safe haven"),
        ("lindqvist", "A bed in Przemyśl"),
        ('"first train"', "A bed in Przemyśl"),
        ("„first train“", "A bed in Przemyśl"),
        ("train -visas", "A bed in Przemyśl"),
    ],
)
def test_a_word_finds_the_page_it_stands_on(published, query, title):
    assert titles(query) == [title]


@pytest.mark.parametrize(
    "query",
    ["zebra", "train zebra", '"train first"', "“train first”", "train -four", "..."],
)
def test_words_that_stand_nowhere_find_nothing(published, query):
    assert titles(query) == []


def test_a_word_in_the_headline_weighs_more_than_one_in_the_text(campaign):
    factories.make_story(slug="a", headline="Trains", body="<p>Of shelter.</p>")
    factories.make_story(
        slug="b",
        headline="Shelter",
        body="<p>Of trains.</p>",
        published_at=timezone.now() - timedelta(days=300),
    )
    search.reindex()

    assert titles("shelter")[0] == "Shelter"


def test_the_page_shows_kind_title_date_and_the_words(client, published):
    _campaign, story, _petition = published
    shown = page(client, "train")

    assert f'<a href="{story.url}">A bed in Przemyśl</a>' in shown
    assert "<mark>train</mark>" in shown
    assert "Story" in shown
    assert "<time datetime=" in shown
    assert '<meta name="robots" content="noindex">' in shown
    assert 'value="train"' in shown


def test_nothing_found_says_what_to_try(client, published):
    shown = page(client, "zebra")

    assert "Nothing found for “zebra”" in shown
    assert "Try fewer words" in shown


def test_an_empty_question_shows_the_form(client, db):
    for path in ("/search/", "/search/?q=", "/search/?q=%20%20", "/search/?page=2"):
        response = client.get(path)
        assert response.status_code == 200
        assert "What are you looking for?" in response.content.decode()
        assert "Nothing found" not in response.content.decode()


def test_ten_thousand_letters_are_too_many_and_come_back(client, published):
    response = client.get("/search/", {"q": "a" * 10_000})

    assert response.status_code == 422
    assert "at most 200 letters" in response.content.decode()
    assert 'aria-describedby="search-fault"' in response.content.decode()
    assert "a" * 10_000 in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "' OR 1=1 --",
        "%",
        "_",
        "a & | ! ( ) : * <-> \\",
        '"',
        '"""unbalanced "phrase',
        "-",
        "--- - -",
        "train:* & !four",
        "\\' \\\\ %s {} {{ }}",
        "or or or",
        "-train",
        "\ud83d\ude00 🇺🇦",
        "\u202e\u200f\u0301",
        "<script>alert(1)</script>",
        "the of and",
    ],
)
def test_signs_of_query_languages_are_only_signs(client, published, query):
    query = query.encode("utf-16", "surrogatepass").decode("utf-16")
    response = client.get("/search/", {"q": query})

    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_percent_signs_find_no_more_than_other_signs(published):
    assert titles("%") == []
    assert titles("tr%n") == []
    assert titles("t_ain") == []


def test_a_snippet_is_escaped_and_marked(campaign):
    factories.make_story(
        body="<p>&lt;img src=x onerror=alert(1)&gt; the train &amp; the trains</p>"
    )
    search.reindex()
    shown = page(Client(), "train")

    assert "<img src=x" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert marked("train") == ["train", "trains"]


def test_a_snippet_is_of_the_place_where_the_word_stands(campaign):
    filling = "word " * 400
    factories.make_story(body=f"<p>{filling} Żubrówka {filling}</p>")
    search.reindex()
    snippet = "".join(part.text for part in search.ask("zubrowka").results[0].snippet)

    assert "Żubrówka" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 300


def test_the_words_of_two_paragraphs_do_not_run_together(campaign):
    story = factories.make_story(
        body="<p>First <b>line</b>, said</p><ul><li>one</li><li>two</li></ul><p>End</p>"
    )
    search.refresh("story", story.pk)

    assert SearchDocument.objects.get().body == "First line, said one two End"


def test_what_is_not_public_is_not_found(published):
    _campaign, story, _petition = published
    factories.make_story(slug="draft", headline="Draft zebra", is_published=False)
    factories.make_petition(slug="draft", title="Zebra", status="draft")
    secret = factories.make_campaign(slug="s", title="Zebras", is_published=False)
    factories.make_story(campaign=secret, headline="Zebra of a secret campaign")
    search.reindex()
    assert titles("zebra") == []

    story.is_published = False
    story.save()
    search.refresh("story", story.pk)
    assert titles("train") == []


def test_a_story_is_found_from_its_hour_on(campaign):
    later = timezone.now() + timedelta(hours=1)
    story = factories.make_story(headline="Zebra", published_at=later)
    search.refresh("story", story.pk)
    assert titles("zebra") == []

    SearchDocument.objects.update(dated_at=timezone.now())
    assert titles("zebra") == ["Zebra"]


def test_opening_a_petition_lets_it_be_found(campaign):
    petition = factories.make_petition(title="Zebra crossing", status="draft")
    assert titles("zebra") == []
    publishing.open_petition(petition)

    assert titles("zebra") == ["Zebra crossing"]


def test_what_is_saved_at_the_desk_is_found_at_once(client, published):
    campaign, *_ = published
    factories.at_the_desk(client, factories.make_bo())
    form = {
        "title": "Refugees Welcome",
        "slug": "refugees-welcome",
        "standfirst": "Now about zebras.",
        "body": "",
        "position": "0",
        "phases-TOTAL_FORMS": "0",
        "phases-INITIAL_FORMS": "0",
    }
    desk = f"/admin/campaigns/campaign/{campaign.pk}/change/"
    client.post(desk, form | {"is_published": "on"})
    assert titles("zebras") == ["Refugees Welcome"]

    client.post(desk, form)
    assert titles("zebras") == []
    assert titles("train") == []


def test_the_search_can_be_made_anew(published, capsys):
    SearchDocument.objects.all().delete()
    SearchDocument.objects.create(kind="story", object_id=999, path="/x/", title="Old")
    SearchDocument.objects.create(kind="forum", object_id=1, path="/y/", title="Old")
    call_command("reindex")

    assert "knows 3 pages" in capsys.readouterr().out
    assert titles("train") == ["A bed in Przemyśl"]
    tasks.reindex()
    assert SearchDocument.objects.count() == 3


def test_the_sweep_writes_nothing_that_it_knows(published):
    with CaptureQueriesContext(connection) as asked:
        search.reindex()

    verbs = {query["sql"].split()[0] for query in asked.captured_queries}
    assert not verbs & {"INSERT", "UPDATE"}


def test_results_have_pages_and_there_are_not_endlessly_many(
    client, campaign, monkeypatch
):
    for number in range(5):
        factories.make_story(slug=f"s{number}", headline=f"Zebra number {number}.")
    search.reindex()
    monkeypatch.setattr(asking, "PAGE_SIZE", 2)
    first = page(client, "zebra")
    assert "Page 1 of 3" in first
    assert 'href="?q=zebra&amp;page=2"' in first
    for odd in ("99", "x", "-1", "", "٣", "9" * 50):
        assert client.get("/search/", {"q": "zebra", "page": odd}).status_code == 200
    assert "Page 3 of 3" in page(client, "zebra", page="99")

    monkeypatch.setattr(asking, "MOST_FOUND", 3)
    assert search.ask("zebra").count == 3


def test_the_next_page_keeps_the_question_whatever_it_was(client, campaign):
    hostile = 'zebra "><script>&page=9'
    for number in range(21):
        factories.make_story(
            slug=f"s{number}", headline=f"Zebra script page 9 no {number}"
        )
    search.reindex()
    shown = page(client, hostile)

    assert "q=zebra+%22%3E%3Cscript%3E%26page%3D9&amp;page=2" in shown


def test_no_network_can_keep_the_database_busy(client, published, settings):
    settings.SEARCH_LIMITS = [(2, 60)]
    settings.SIGNING_UNLIMITED_NETWORKS = []
    answers = [client.get("/search/", {"q": "train"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert "Please wait a minute" in answers[2].content.decode()
    assert 'value="train"' in answers[2].content.decode()
    assert client.get("/search/").status_code == 200
    elsewhere = client.get("/search/", {"q": "train"}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 200


def test_questions_fill_no_cache(client, published, django_assert_num_queries):
    first = client.get("/search/", {"q": "train"})
    assert not first.cookies
    # Asked again, it is looked up again: nothing was kept.
    with django_assert_num_queries(2):
        client.get("/search/", {"q": "train"})


def test_the_cost_does_not_grow_with_signatures(published, django_assert_num_queries):
    _campaign, _story, petition = published
    factories.make_signatures(petition, 30)
    with django_assert_num_queries(2) as asked:
        search.ask("visas")

    assert not any("signature" in query["sql"] for query in asked.captured_queries)


def test_every_page_leads_to_the_search(client, campaign):
    assert 'href="/search/"' in client.get(campaign.url).content.decode()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Przemyśl", "przemysl"),
        ("ŁÓDŹ", "lodz"),
        ("Straße", "strasse"),
        ("Æsir, œuvre, Ørsted", "aesir, oeuvre, orsted"),
        ("Київ", "киів"),
        ("ΚΑΤΑΦΎΓΙΟ", "καταφυγιο"),
    ],
)
def test_capitals_and_accents_make_no_difference(text, folded):
    assert folding.fold(text) == folded


@pytest.mark.postgres
def test_postgresql_finds_other_forms_of_a_word_by_its_index(published):
    assert titles("trains") == ["A bed in Przemyśl"]
    assert titles("governments visa") == ["A safe haven"]
    assert titles("train or visas") in (
        ["A bed in Przemyśl", "A safe haven"],
        ["A safe haven", "A bed in Przemyśl"],
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM campaigns_searchdocument"
            " WHERE vector @@ websearch_to_tsquery('english', 'train')"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "search_document_vector" in plan
