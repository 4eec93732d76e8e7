"""On no page of the site stands a text that is kept from the translators.

`test_unmarked` reads what is written; this looks at what is shown, whoever wrote it: a
template, a view, a model, Django's own admin.
"""

import csv

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.staff.sessions import BACKEND
from petitions import demo, tokens
from petitions.models import Petition
from tests import factories
from tests.languages import pseudo
from tests.stack import pages, readers, scenes

# For whoever builds the site, in English (docs/adr/0043); and what is there only while
# the site runs as a demo.
NOT_HERE = {"parts", "inbox of the demo"}
# Of formats, of a clock, of other companies, and what is searched for in the list.
NAMES = {
    *("CSV", "JSON", "GMT", "BST", "WhatsApp", "Facebook", "Bluesky", "Telegram"),
    *("door", "doors", "zzzz"),
}
AREAS = settings.BASE_DIR / "petitions/regions/areas.csv"


@pytest.fixture
def visitors(db):
    """Who looks at the pages of the demo, and of what the list of pages has besides."""
    demo.load(password="a-password-for-the-tests")
    scenes.make_all()
    known = {who: Client() for who in ("nobody", "reader", "staff")}
    known["reader"].force_login(User.objects.get(email=scenes.READER), BACKEND)
    owner = User.objects.filter(is_superuser=True)[0]
    factories.at_the_desk(known["staff"], owner)
    return known


def area_names():
    """The towns that areas of postcodes are named after."""
    with AREAS.open() as file:
        for row in csv.reader(file):
            yield from row


def paths():
    """Of the list's {names}: those of letters are made here, without a letter."""
    petition = Petition.objects.get(slug=readers.SLUG)
    signed = petition.signatures.confirmed()[0]
    pending = factories.make_signature(petition, email="a@example.org")
    wanted = factories.make_signature(
        petition, email="b@example.org", open_account=True
    )
    confirm = f"/petitions/confirm/{tokens.make(tokens.CONFIRM, pending)}/"
    return scenes.paths() | {
        "my": f"/my/{tokens.make(tokens.MY, signed)}/",
        "confirm": confirm,
        "confirm_account": f"/petitions/confirm/{tokens.make(tokens.CONFIRM, wanted)}/",
    }


def test_every_text_of_every_page_is_marked(visitors, monkeypatch):
    known = paths()
    own = pseudo.own_words() | NAMES | set(area_names())
    pseudo.speak(monkeypatch)
    found = {}

    for shot in pages.ALL:
        if shot.name in NOT_HERE:
            continue
        answer = visitors[shot.who].get(shot.path.format(**known), follow=True)
        assert answer.status_code == shot.status, shot.name
        texts = pseudo.unmarked(answer.content.decode(), own)
        if texts:
            found[shot.name] = texts

    assert not found


# The finding itself

OWN = {"Ada Field", "Night trains", "We have the box room ready since Tuesday."}


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ("<p>⟦Sign now⟧</p>", []),
        ("<p>Sign now</p>", ["Sign now"]),
        ("<p>⟦By ⟦the⟧ Ada⟧</p> and more", ["and more"]),
        ("<p>Ada Field: Night trains · ⟦12 March⟧</p>", []),
        ("<p>Ada Field, signed</p>", ["Ada Field, signed"]),
        ("<p>… the box room ready since …</p>", []),
        ("<p>the box room</p>", ["the box room"]),
        ('<img alt="A train">', ["A train"]),
        ('<input type="submit" value="Send"><input value="typed">', ["Send"]),
        ('<p lang="en">By law <b>in</b> English</p>', []),
        ("<code>manage.py</code> s•••@example.org 1,200", []),
    ],
)
def test_what_is_neither_marked_nor_somebodys_own_is_found(shown, found):
    assert pseudo.unmarked(shown, OWN) == found
