"""The picture of a petition on other sites: drawn by a worker, kept for ever."""

import io
from datetime import timedelta

import pytest
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone, translation
from PIL import Image

from branding import known
from branding.models import Look as LookAtTheDesk
from config import public_pages
from petitions import publishing, social_cards, tasks
from petitions.demo import loading as demo
from petitions.models import SocialCard, Tally
from petitions.social_cards import lettering
from petitions.social_cards.drawing import USUAL, Look, Words, paint
from petitions.social_cards.lettering import Type
from tests import factories

WORDS = {
    "newsroom": "The Meridian",
    "title": "A safe haven",
    "target": "A petition to the Home Secretary",
    "number": "120,000+",
    "signed": "people have signed",
    "goal": "Goal: 150,000",
    "percent": 80,
    "is_right_to_left": False,
}


@pytest.fixture
def petition(db):
    return factories.make_petition()


def count(petition, number):
    Tally.objects.filter(petition=petition).update(count=number)


def drawn(look=USUAL, **changes):
    image = Image.open(io.BytesIO(paint(Words(**(WORDS | changes)), look)))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image.convert("RGB")


def card(petition):
    return SocialCard.objects.get(petition=petition)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0"),
        (9, "0"),
        (10, "10"),
        (57, "57"),
        (129, "120"),
        (1_299, "1200"),
        (9_999, "9900"),
        (12_999, "12k"),
        (123_999, "120k"),
        (999_999, "990k"),
        (1_250_000, "1200k"),
        (12_345_678, "12m"),
    ],
)
def test_the_count_in_the_address_is_rounded_down_to_two_figures(number, told):
    assert social_cards.bucket(number) == told


def test_a_petition_without_a_card_shows_its_lead_picture(client, petition):
    with demo.PICTURE.open("rb") as file:
        petition.picture_file.save("road.jpg", File(file), save=False)
    petition.picture_alt = "A road"
    petition.save()
    page = client.get(petition.url).content.decode()

    assert social_cards.picture(petition).alt == "A road"
    assert f'"og:image" content="http://127.0.0.1:8000{petition.picture.url}"' in page


def test_the_worker_draws_a_card_and_the_page_names_it(
    client, petition, monkeypatch, django_capture_on_commit_callbacks
):
    # A page that nobody forgets would be shown on.
    monkeypatch.setattr(public_pages, "FRESH_SECONDS", 60)
    count(petition, 123_999)
    before = client.get(petition.url).content.decode()
    assert "/cards/" not in before
    with django_capture_on_commit_callbacks(execute=True):
        tasks.draw_cards()
    page = client.get(petition.url).content.decode()
    url = f"/cards/petitions/{card(petition).name}.png"

    assert card(petition).name.startswith("safe-haven-120k-")
    assert f'property="og:image" content="http://127.0.0.1:8000{url}"' in page
    assert '<meta property="og:image:width" content="1200">' in page
    assert "120,000+ people have signed" in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page


def test_a_card_is_a_picture_that_may_be_kept_for_ever(client, petition):
    social_cards.draw_due()
    response = client.get(social_cards.picture(petition).url)

    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    assert len(response.content) < 60_000


def test_the_address_moves_with_the_bucket_and_not_with_each_signature(petition):
    count(petition, 123_000)
    assert social_cards.draw_due() == 1
    name = card(petition).name
    count(petition, 129_999)
    assert social_cards.draw_due() == 0
    count(petition, 130_000)
    assert social_cards.draw_due() == 1

    assert card(petition).name != name
    assert not default_storage.exists(social_cards.path_of(name))


def test_other_words_have_another_address(petition):
    social_cards.draw_due()
    name = card(petition).name
    petition.title = "A safer haven"
    petition.save()
    social_cards.draw_due()

    assert card(petition).name != name
    assert "A safer haven" in card(petition).alt


def test_an_address_of_before_leads_to_the_card_of_today(client, petition):
    count(petition, 123_000)
    social_cards.draw_due()
    old = card(petition).name
    count(petition, 200_000)
    social_cards.draw_due()
    now = f"/cards/petitions/{card(petition).name}.png"

    for name in (old, "safe-haven-120k", "safe-haven-5k-abcdef01"):
        response = client.get(f"/cards/petitions/{name}.png")
        assert (response.status_code, response["Location"]) == (302, now)
        assert response["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(
    "name",
    ["nothing-120k", "safe-haven", "safe-haven-120k", "-1k", "..%2Fx-1k", "é-1k-%00"],
)
def test_a_card_that_was_never_drawn_is_not_drawn_for_whoever_asks(
    client, petition, name
):
    assert client.get(f"/cards/petitions/{name}.png").status_code in (400, 404)
    assert not SocialCard.objects.exists()


def test_asking_for_a_card_draws_nothing(client, petition, monkeypatch):
    count(petition, 123_000)
    social_cards.draw_due()
    count(petition, 200_000)
    monkeypatch.setattr(social_cards, "paint", lambda words: pytest.fail("drawn"))

    assert client.get("/cards/petitions/safe-haven-200k.png").status_code == 302
    assert client.get(petition.url).status_code == 200


def test_a_draft_has_no_card(client, petition):
    social_cards.draw_due()
    url = social_cards.picture(petition).url
    petition.status = "draft"
    petition.save()
    draft = factories.make_petition(slug="secret", status="draft")

    assert social_cards.draw_due() == 0
    assert client.get(url).status_code == 404
    assert not SocialCard.objects.filter(petition=draft).exists()


def test_a_card_whose_file_was_lost_is_drawn_again(client, petition):
    social_cards.draw_due()
    url = social_cards.picture(petition).url
    default_storage.delete(social_cards.path_of(card(petition).name))
    assert client.get(url).status_code == 404

    assert social_cards.draw_due() == 1
    assert client.get(url).status_code == 200


def test_what_a_killed_worker_left_half_written_is_replaced(client, petition):
    social_cards.draw_due()
    found = card(petition)
    path = social_cards.path_of(found.name)
    SocialCard.objects.all().delete()
    default_storage.delete(path)
    default_storage.save(path, ContentFile(b"half"))
    social_cards.draw_due()

    assert client.get(social_cards.picture(petition).url).content[:4] == b"\x89PNG"


def test_a_petition_that_has_ended_shows_no_bar(petition):
    count(petition, 123_000)
    publishing.close(petition)
    social_cards.draw_due()

    assert card(petition).alt.endswith("120,000+ people signed")
    past = factories.make_petition(
        slug="past", closes_at=timezone.now() - timedelta(hours=1)
    )
    count(past, 123_000)
    assert social_cards._words(past).percent is None


def test_few_signatures_are_an_invitation_and_no_number(petition):
    count(petition, 9)
    social_cards.draw_due()

    assert card(petition).alt.endswith("Be among the first to sign")


def test_the_bar_is_as_long_as_the_rounded_count_says():
    row = 570
    accent = tuple(bytes.fromhex(USUAL.accent[1:]))
    for percent, right_to_left in ((25, False), (25, True)):
        image = drawn(percent=percent, is_right_to_left=right_to_left)
        red = [x for x in range(1200) if image.getpixel((x, row)) == accent]
        assert abs(len(red) - 264) < 4
        assert (min(red) > 600) == right_to_left


@pytest.mark.parametrize(
    "title",
    [
        "Łódź wita uchodźców",
        "Καταφύγιο για όλους",
        "Притулок для кожного",
        "Bảo vệ người tị nạn",
        "ملاذ آمن للجميع",
        "מקלט בטוח לכולם",
        "“Quotes” – and dashes… £5 · €6",
    ],
)
def test_names_of_many_scripts_have_their_letters(title):
    assert lettering.printable(title) == title
    for face in lettering.FACES:
        for run in lettering.runs(title, Type(face, 700, 40)):
            box = bytes(run.font.getmask(lettering._NOWHERE))
            for letter in run.text.replace(" ", ""):
                assert bytes(run.font.getmask(letter)) != box
    assert drawn(title=title)


def test_a_letter_without_a_shape_is_no_box_the_lead_picture_serves(petition):
    with pytest.raises(lettering.Undrawable):
        lettering.printable("難民を受け入れて")
    petition.title = "難民を受け入れて"
    petition.save()

    assert social_cards.draw_due() == 0
    assert social_cards.picture(petition) is None


def test_an_emoji_is_left_out():
    assert lettering.printable("Let them in 🇺🇦 ❤️ now") == "Let them in now"


def test_right_to_left_words_keep_their_order_around_a_number():
    """The line is read from the right: word, space, number, space, word."""
    parts = lettering.runs("عام 2022 في", Type("serif", 700, 40))

    assert [part.text for part in parts] == ["عام", " ", "2022", " ", "في"]


@pytest.mark.parametrize(
    "title",
    [
        "A",
        "Give food, clothing and shelter to every country that takes people in " * 2,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten" * 2,
    ],
)
def test_every_title_stays_on_the_paper(title):
    image = drawn(title=title[:120], target=title[:170])
    paper = image.getpixel((5, 300))
    edges = [(x, y) for x in (*range(60), *range(1140, 1200)) for y in range(20, 630)]

    assert {image.getpixel(place) for place in edges} == {paper}


def test_the_words_are_those_of_the_sites_language(petition):
    count(petition, 123_000)
    with translation.override("ar"):
        assert social_cards._words(petition).is_right_to_left


def test_a_card_is_in_the_newsrooms_colours():
    look = Look(paper="#ffffff", ink="#10131a", accent="#1f3fd1", has_band=True)
    image = drawn(look)

    assert image.getpixel((5, 100)) == (0x10, 0x13, 0x1A)
    assert image.getpixel((5, 300)) == (255, 255, 255)
    assert image.getpixel((80, 570)) == (0x1F, 0x3F, 0xD1)


def test_a_look_that_changes_draws_each_card_anew(petition):
    brand_of_before = known.brand()
    try:
        social_cards.draw_due()
        before = card(petition).name
        assert social_cards.draw_due() == 0

        LookAtTheDesk.objects.create(accent="#0b5c4a")
        known.forget()
        assert social_cards.draw_due() == 1
        assert card(petition).name != before
    finally:
        known.keep(brand_of_before, (), 0)
