"""On no page of the site stands a text that is kept from the translators.

`test_unmarked` reads what is written; this looks at what is shown, whoever wrote it: a
template, a view, a model, Django's own admin.
"""

import csv

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.staff.sessions import BACKEND
from donations import money
from petitions import demo, tokens
from petitions.models import Petition
from tests import factories
from tests.languages import pseudo
from tests.stack import pages, readers, scenes

# For whoever builds the site, in English (docs/adr/0043); and what is there only while
# the site runs as a demo.
NOT_HERE = {"parts", "inbox of the demo"}
# Of formats, of a clock, of other companies, what is searched for in the list, and what
# Django's admin calls its pictures.
NAMES = {
    *("CSV", "JSON", "GMT", "BST", "WhatsApp", "Facebook", "Bluesky", "Telegram"),
    *("door", "doors", "zzzz", "Search", "True", "False"),
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


def own_words():
    codes = {code for code, _same in money.CURRENCIES}
    return pseudo.own_words() | NAMES | codes | set(area_names())


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


def shown(browser, path, own, status=200):
    """What is found on one page."""
    answer = browser.get(path, follow=True)
    assert answer.status_code == status, path
    return pseudo.unmarked(answer.content.decode(), own)


def test_every_text_of_every_page_is_marked(visitors, monkeypatch):
    known, own = paths(), own_words()
    pseudo.speak(monkeypatch)

    def visitor_of(shot):
        """Outside of a demo the pages of the design are for staff."""
        return visitors["staff" if shot.path.startswith("/design/") else shot.who]

    found = {
        shot.name: shown(visitor_of(shot), shot.path.format(**known), own, shot.status)
        for shot in pages.ALL
        if shot.name not in NOT_HERE
    }

    tell(found)


def tell(found):
    """Fails with one line for each page that has something."""
    lines = [f"{name}: {texts}" for name, texts in found.items() if texts]
    if lines:
        pytest.fail("\n".join(lines))


def desk_paths(browser):
    """Each list of the desk, the page of its first row, and that of a new one.

    But not of roles: Django keeps what permissions are called, in English, in rows.
    """
    for model in admin.site._registry.keys() - {Group}:
        about = model._meta
        name = f"admin:{about.app_label}_{about.model_name}"
        yield reverse(f"{name}_changelist")
        first = model._default_manager.first()
        if first:
            yield reverse(f"{name}_change", args=[first.pk])
        new = reverse(f"{name}_add")
        if browser.get(new).status_code == 200:
            yield new


def test_every_text_of_the_desk_is_marked(visitors, monkeypatch):
    staff, own = visitors["staff"], own_words()
    known = list(desk_paths(staff))
    pseudo.speak(monkeypatch)

    found = {path: shown(staff, path, own) for path in known}

    assert len(known) > 50
    tell(found)


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
