"""What is pasted into other sites, where anybody finds it."""

from petitions import embedding
from tests import factories
from tests.petitions.test_embed import CARD, PAGE, Elements, elements


def test_anybody_finds_out_how_to_put_the_card_on_a_site(client, petition):
    shown = elements(client, "/petitions/safe-haven/")
    assert PAGE in [link.get("href") for link in shown.all("a")]
    page = client.get(PAGE).content.decode()

    assert "&lt;iframe src=" in page
    assert "&lt;petition-card slug=" in page
    assert CARD in [frame["src"] for frame in Elements(page).all("iframe")]


def test_a_draft_has_no_such_page(client, db):
    factories.make_petition(status="draft")

    assert client.get(PAGE).status_code == 404


def test_a_title_is_text_in_what_is_pasted(petition):
    petition.title = '"><script>alert(1)</script>'

    for snippet in embedding.snippets(petition):
        assert "<script>alert" not in snippet.code


def test_what_is_pasted_stays_escaped_when_it_is_copied(client, petition):
    """A text area gives its words back without one layer of escapes."""
    petition.title = "Bread & <b>roses</b>"
    petition.save()
    page = client.get(PAGE).content.decode()

    assert "title=&quot;Bread &amp;amp; &amp;lt;b&amp;gt;roses" in page


def test_the_desk_shows_what_to_paste_once_the_petition_is_public(client, ada):
    factories.at_the_desk(client, ada)
    draft = factories.make_petition(slug="draft", status="draft")
    petition = factories.make_petition()
    desk = "/admin/petitions/petition/{}/change/"

    page = client.get(desk.format(petition.pk)).content.decode()
    assert "On other sites" in page
    assert "&lt;iframe src=" in page
    assert "embed.spring-appeal" in page
    assert "On other sites" not in client.get(desk.format(draft.pk)).content.decode()
