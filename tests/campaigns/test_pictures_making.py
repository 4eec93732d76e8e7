"""The smaller forms of pictures: made by the worker, found by pages, never lost."""

import io

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, features

from campaigns import tasks
from campaigns.models import Campaign, StoredPicture
from campaigns.pictures import files, making, renditions
from campaigns.pictures.files import MOST_TRIES
from petitions.demo import loading
from tests import factories
from tests.campaigns import hostile_pictures


@pytest.fixture
def picture(db):
    return factories.make_body_picture(story=factories.make_story())


def opened(url):
    with default_storage.open(url.removeprefix("/media/")) as file:
        return Image.open(io.BytesIO(file.read()))


def test_a_picture_shows_itself_until_its_forms_are_made(picture):
    shown = picture.picture
    assert shown.url == f"/media/{picture.picture_file.name}"
    assert (shown.width, shown.height) == (1600, 900)
    assert (shown.sources, shown.crops) == ((), ())

    assert making.make_missing() == 1
    assert picture.picture.sources


def test_the_forms_are_of_the_sizes_and_formats_that_are_promised(picture):
    tasks.make_renditions()
    shown = picture.picture

    assert [source.type for source in shown.sources] == ["image/avif", "image/webp"]
    for source in shown.sources:
        for part in source.srcset.split(", "):
            url, width = part.split()
            form = opened(url)
            assert f"{form.width}w" == width
            assert form.format.lower() == source.type.removeprefix("image/")
            assert not form.getexif()
    assert [part.split()[1] for part in shown.sources[0].srcset.split(", ")] == [
        *("480w", "800w", "1200w", "1600w")
    ]
    assert opened(shown.url).size == (1200, 675) == (shown.width, shown.height)


def test_search_engines_get_it_in_their_three_shapes(picture):
    making.make_missing()

    sizes = {crop.shape: (crop.width, crop.height) for crop in picture.picture.crops}
    assert sizes == {"1x1": (900, 900), "4x3": (1200, 900), "16x9": (1200, 675)}
    for crop in picture.picture.crops:
        assert opened(crop.url).size == (crop.width, crop.height)
        assert opened(crop.url).format == "JPEG"


def test_a_small_picture_is_not_blown_up(db):
    story = factories.make_story()
    row = factories.make_body_picture(story=story)
    small = hostile_pictures.jpeg()
    row.picture_file.save("small.jpg", ContentFile(small))
    making.make_missing()

    widths = [part.split()[1] for part in row.picture.sources[0].srcset.split(", ")]
    assert widths == ["480w", "640w"]
    assert row.picture.url == f"/media/{row.picture_file.name}"


def test_without_avif_there_is_webp(picture, monkeypatch):
    monkeypatch.setattr(features, "check", lambda name: name != "avif")
    making.make_missing()

    assert [source.type for source in picture.picture.sources] == ["image/webp"]


def test_the_lead_picture_of_a_campaign_and_of_a_petition_get_theirs(db):
    """Also those that were there before; the file is one and is made once."""
    loading.load(password="a-long-demo-password")

    assert making.make_missing() >= 1
    campaign = Campaign.objects.get()
    assert campaign.picture.sources
    assert campaign.petitions.get().picture.sources
    names = StoredPicture.objects.values_list("name", flat=True)
    assert len(names) == len(set(names))


def test_a_file_of_before_has_its_forms_without_what_it_told(db):
    campaign = factories.make_campaign()
    name = default_storage.save(
        "pictures/2021/home.jpg", ContentFile(hostile_pictures.with_gps())
    )
    Campaign.objects.filter(pk=campaign.pk).update(picture_file=name)
    making.make_missing()
    campaign.refresh_from_db()

    url = campaign.picture.sources[0].srcset.split()[0]
    with default_storage.open(url.removeprefix("/media/")) as file:
        assert hostile_pictures.SECRET not in file.read()
    assert campaign.picture.url == f"/media/{name}"


def test_what_is_made_is_not_made_again(picture):
    assert making.make_missing() == 1
    assert making.make_missing() == 0


def test_a_lost_message_loses_nothing(picture):
    """Nothing was told to the worker; the next ring finds it in the database."""
    cache.clear()
    assert [name for name, _storage in making.missing()] == [picture.picture_file.name]
    tasks.make_renditions()

    assert picture.picture.sources


def test_a_worker_that_died_half_way_left_no_broken_file(picture):
    name = picture.picture_file.name
    torn = renditions.Rendition("avif", 480, 270).name(name)
    default_storage.delete(torn)
    default_storage.save(torn, ContentFile(b"half"))
    making.make_missing()

    assert opened(f"/media/{torn}").size == (480, 270)
    stem = torn.rpartition(".")[0].rpartition("/")[2]
    _folders, kept = default_storage.listdir(name.rpartition("/")[0])
    assert [each for each in kept if each.startswith(stem)].count(f"{stem}.avif") == 1


def test_only_one_worker_makes_them_at_a_time(picture):
    cache.add(making.LOCK, 1, 60)

    assert making.make_missing() == 0
    assert picture.picture.sources == ()


def test_a_file_that_is_gone_is_tried_a_few_times_and_then_left(db, caplog):
    campaign = factories.make_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(picture_file="pictures/gone.jpg")
    for _ in range(MOST_TRIES + 2):
        assert making.make_missing() == 0

    assert StoredPicture.objects.get().tries == MOST_TRIES
    assert list(making.missing()) == []
    assert files.renditions_of("pictures/gone.jpg") == ()


def test_a_page_asks_once_what_was_made(picture, django_assert_num_queries):
    making.make_missing()
    assert picture.picture.sources
    with django_assert_num_queries(0):
        assert picture.picture.sources
