"""Each file of the hostile corpus ends in a clear error or in a clean picture."""

import io
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from campaigns.models import Campaign
from campaigns.pictures import opening
from tests import factories
from tests.campaigns import hostile_pictures
from tests.campaigns.hostile_pictures import REFUSED, SECRET, TAKEN

DESK = "/admin/campaigns/campaign/"


def opened(maker):
    return opening.clean(io.BytesIO(maker()))


def send(client, data, *, name="walk.jpg"):
    """A campaign with this file as its lead picture, at the desk."""
    factories.at_the_desk(client, factories.make_bo())
    fields = {
        "title": "Refugees Welcome",
        "slug": "refugees-welcome",
        "picture_alt": "A walk",
        "position": "0",
        "phases-TOTAL_FORMS": "0",
        "phases-INITIAL_FORMS": "0",
        "picture_file": SimpleUploadedFile(name, data, "image/jpeg"),
    }
    return client.post(f"{DESK}add/", fields)


def test_the_corpus_is_as_large_as_it_should_be():
    assert len(TAKEN) + len(REFUSED) >= 30


@pytest.mark.parametrize("maker", TAKEN, ids=lambda maker: maker.__name__)
def test_what_is_a_picture_comes_out_clean(maker):
    sent = maker()
    clean = opened(maker)
    data = clean.read()
    picture = Image.open(io.BytesIO(data))

    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    assert SECRET not in data
    assert data != sent
    assert not picture.getexif()
    left = {"icc_profile", "exif", "comment", "xmp", "photoshop", "mp"}
    assert not left & set(picture.info)
    assert data.endswith(b"\xff\xd9")
    assert len(clean.name.removesuffix(".jpg")) == opening.HASH_LENGTH


@pytest.mark.parametrize(
    ("maker", "words"), REFUSED, ids=lambda it: getattr(it, "__name__", "")
)
def test_what_is_none_is_refused_beside_the_field(client, db, maker, words):
    response = send(client, maker())

    errors = response.context["adminform"].form.errors
    assert list(errors) == ["picture_file"]
    assert words in errors["picture_file"][0]
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("name", ["x.svg", "x.jpg", "x.png"])
def test_a_vector_drawing_is_refused_whatever_it_is_called(client, db, name):
    response = send(client, hostile_pictures.svg(), name=name)

    assert "picture_file" in response.context["adminform"].form.errors


def test_a_picture_is_taken_at_the_desk_under_the_name_of_its_content(client, db):
    assert (
        send(client, hostile_pictures.with_gps(), name="51.5N home.JPG").status_code
        == 302
    )

    campaign = Campaign.objects.get()
    assert "home" not in campaign.picture_file.name
    assert campaign.picture_file.name.endswith(opened(hostile_pictures.with_gps).name)
    assert (campaign.picture_width, campaign.picture_height) == hostile_pictures.SIZE


def test_the_same_picture_sent_twice_is_kept_once(db):
    one = factories.make_body_picture()
    two = factories.make_body_picture()

    assert one.picture_file.name == two.picture_file.name


def test_a_photograph_that_lies_on_its_side_is_put_upright():
    picture = Image.open(opened(hostile_pictures.lying_on_its_side))

    assert picture.size == hostile_pictures.SIZE[::-1]
    red, _green, blue = picture.getpixel((5, 5))
    assert red > blue
    red, _green, blue = picture.getpixel((5, picture.height - 5))
    assert blue > red


def test_what_is_see_through_stands_on_white():
    picture = Image.open(opened(hostile_pictures.see_through))

    assert picture.getpixel((9, 9)) == (255, 255, 255)


def test_sixteen_bits_keep_their_light():
    picture = Image.open(opened(hostile_pictures.sixteen_bits))

    assert abs(picture.getpixel((9, 9))[0] - 40000 // 256) < 4


def test_the_colours_of_a_print_are_those_of_a_screen():
    picture = Image.open(opened(hostile_pictures.cmyk))
    red, green, blue = picture.getpixel((9, 9))

    assert red > 150
    assert max(green, blue) < 80


def test_a_picture_shows_the_colours_that_its_profile_means():
    """In this one red and blue have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1)
    data = hostile_pictures.jpeg(icc_profile=swapped.replace(b"????", b"bXYZ", 1))
    red, _green, blue = Image.open(opening.clean(io.BytesIO(data))).getpixel((9, 9))

    assert blue > 150 > red


def test_a_large_picture_is_kept_no_larger_than_screens_are():
    wide = hostile_pictures.saved(Image.new("RGB", (6000, 3000)), "JPEG")

    assert Image.open(opening.clean(io.BytesIO(wide))).size == (4096, 2048)


def test_a_bomb_is_refused_before_it_is_drawn():
    tracemalloc.start()
    for maker in (hostile_pictures.bomb, hostile_pictures.barely_a_bomb):
        with pytest.raises(opening.TooManyPixels):
            opened(maker)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20 * 1024 * 1024
