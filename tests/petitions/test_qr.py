"""QR codes of a petition: they say its address, and where they hung."""

import io
import re

import pytest
import segno
from django.conf import settings
from PIL import Image

from campaigns import qr
from petitions import next_steps
from tests import factories

POSTER = "/petitions/safe-haven/qr/poster"
SAYS = f"{settings.SITE_URL}/petitions/safe-haven/?via=qr.poster"


def matrix(address):
    """What a code of this address looks like, module by module, with its quiet zone."""
    made = segno.make_qr(address, error="m")
    return [list(map(bool, row)) for row in made.matrix_iter(border=4)]


def matrix_of_picture(content):
    picture = Image.open(io.BytesIO(content)).convert("L")
    size = qr.MODULE_PIXELS
    across = range(size // 2, picture.width, size)
    return [[picture.getpixel((x, y)) < 128 for x in across] for y in across]


def test_the_picture_shows_the_code_of_the_address(client, petition):
    answer = client.get(f"{POSTER}.png")

    assert answer["Content-Type"] == "image/png"
    assert matrix_of_picture(answer.content) == matrix(SAYS)


def test_another_name_is_another_code(client, petition):
    other = client.get("/petitions/safe-haven/qr/leaflet.png").content

    assert matrix_of_picture(other) != matrix(SAYS)


def matrix_of_drawing(drawing, modules):
    """Follows the pen: each stroke runs along the middle of a row of modules."""
    rows, x, y = [[False] * modules for _ in range(modules)], 0, 0.0
    strokes = re.findall(r"[mM](-?\d+) ([\d.]+)h(\d+)", drawing.partition("qrline")[2])
    for right, down, run in strokes:
        x, y = x + int(right), y + float(down)
        for module in range(x, x + int(run)):
            rows[int(y)][module] = True
        x += int(run)
    return rows


def test_the_drawing_is_a_file_of_its_own(client, petition):
    answer = client.get(f"{POSTER}.svg")
    drawing = answer.content.decode()

    assert answer["Content-Type"] == "image/svg+xml"
    expected = matrix(SAYS)
    assert matrix_of_drawing(drawing, len(expected)) == expected
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in drawing
    assert "style" not in drawing
    assert "script" not in drawing


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_anybody_may_keep_it_and_it_sets_no_cookie(client, petition, ending):
    answer = client.get(f"{POSTER}.{ending}")

    assert answer["Cache-Control"] == "public, max-age=86400"
    assert "Vary" not in answer
    assert not answer.cookies
    assert client.get(f"{POSTER}.{ending}").content == answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/petitions/nowhere/qr/poster.svg",
        "/petitions/safe-haven/qr/Poster.svg",
        "/petitions/safe-haven/qr/-a.svg",
        "/petitions/safe-haven/qr/a_b.svg",
        "/petitions/safe-haven/qr/.svg",
        f"/petitions/safe-haven/qr/{'a' * 78}.svg",
        "/petitions/safe-haven/qr/poster.gif",
    ],
)
def test_what_is_no_code_is_not_found(client, petition, path):
    assert client.get(path).status_code == 404


def test_a_draft_has_no_public_code(client, db):
    factories.make_petition(status="draft")

    assert client.get(f"{POSTER}.svg").status_code == 404


def test_nobody_posts_to_a_code(client, petition):
    assert client.post(f"{POSTER}.svg").status_code == 405


def test_the_desk_hands_out_codes_of_a_draft_for_its_posters(client, bo):
    petition = factories.make_petition(status="draft")
    factories.at_the_desk(client, bo)
    path = f"/admin/petitions/petition/{petition.pk}/links/?kind=qr&name=Town+Hall"
    page = client.get(path).content.decode()
    file = client.get(f"{path}&as=png")

    says = next_steps.qr_link(petition, "town-hall")
    assert says in page
    assert str(qr.svg(says)) in page
    assert "safe-haven-town-hall.png" in file["Content-Disposition"]
    assert matrix_of_picture(file.content) == matrix(says)
    assert client.get(f"{path}&as=exe").status_code == 404


def test_a_code_can_be_read_in_the_dark(petition):
    code = qr.svg(next_steps.qr_link(petition, "poster"))

    assert 'fill="#fff"' in code
    assert 'stroke="#000"' in code
