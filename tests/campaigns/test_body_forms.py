"""The field of a story's text, and the pictures that its editor sends."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from campaigns.body import forms, gathering
from campaigns.models import BodyPicture
from tests import factories
from tests.campaigns import hostile_pictures

PICTURES = "/admin/story-pictures/"


@pytest.fixture
def desk(client, db):
    return factories.at_the_desk(client, factories.make_bo())


def file(data=None, name="walk.jpg"):
    return SimpleUploadedFile(name, data or hostile_pictures.jpeg(), "image/jpeg")


def send(desk, **changes):
    return desk.post(PICTURES, {"file": file(), "alt": "A walk"} | changes)


def test_a_story_is_cleaned_as_it_is_sent(db):
    story = factories.make_story()
    html = "<div onclick=x>New<script>alert(1)</script></div>"
    form = forms.StoryBodyForm({"body": html}, instance=story)

    assert form.save().body == "<p>New</p>"


def test_what_was_typed_comes_back_as_it_was_when_the_form_is_refused(db):
    typed = "<p>My <b>words</b></p>" + "x" * forms.LONGEST_BODY
    form = forms.StoryBodyForm({"body": typed}, instance=factories.make_story())

    assert "Shorten this text" in form.errors["body"][0]
    assert "&lt;p&gt;My &lt;b&gt;words&lt;/b&gt;&lt;/p&gt;" in str(form["body"])
    assert "maxlength" not in str(form["body"])


def test_the_same_text_written_another_way_is_no_change(db):
    story = factories.make_story(body="<p><strong>A</strong></p>")
    form = forms.StoryBodyForm({"body": "<p><b>A</b></p>\n"}, instance=story)

    assert form.changed_data == []


def test_without_a_script_there_is_a_box_and_no_code_in_the_page(db):
    story = factories.make_story(body="<p>A</p>")
    html = str(forms.StoryBodyForm(instance=story)["body"])

    assert "<textarea" in html
    assert "&lt;p&gt;A&lt;/p&gt;" in html
    assert html.count("<script") == html.count('type="application/json"') == 1
    assert "on" + "click" not in html
    assert "style=" not in html


def test_a_picture_that_is_sent_is_drawn_anew_and_shown(desk):
    story = factories.make_story()
    told = send(desk, file=file(hostile_pictures.with_gps()), story=story.pk).json()
    row = BodyPicture.objects.get(pk=told["pk"])

    assert row.story == story
    assert told["alt"] == "A walk"
    assert hostile_pictures.SECRET not in row.picture_file.read()
    assert desk.get(PICTURES, {"story": story.pk}).json()["pictures"] == [told]


def test_each_mistake_is_told_beside_its_field(desk):
    told = send(desk, file=file(hostile_pictures.svg()), alt="")
    assert told.status_code == 422
    assert "could not be read as a picture" in told.json()["errors"]["file"][0]

    told = send(desk, alt="")
    assert told.json()["errors"] == {
        "alt": ["Say in a few words what the picture shows."]
    }

    told = desk.post(PICTURES, {"alt": "A walk"})
    assert told.json()["errors"] == {"file": ["Choose a picture."]}
    assert not BodyPicture.objects.exists()


def test_the_words_of_a_picture_can_be_changed_and_readers_see_it(desk, client):
    story = factories.make_story()
    row = factories.make_body_picture(story=story)
    story.body = f'<figure data-picture="{row.pk}"></figure>'
    story.save()
    assert "People walk" in client.get(story.url).content.decode()

    told = desk.post(f"{PICTURES}{row.pk}/", {"alt": "A long walk", "credit": "Ola"})

    assert told.json()["credit"] == "Ola"
    assert "A long walk" in client.get(story.url).content.decode()
    assert desk.post(f"{PICTURES}{row.pk}/", {"alt": ""}).status_code == 422


def test_a_picture_sent_before_its_story_is_there_becomes_the_storys(desk):
    pk = send(desk).json()["pk"]
    named = desk.get(PICTURES, {"story": "", "named": f"{pk},x,"}).json()["pictures"]
    assert [each["pk"] for each in named] == [pk]

    story = factories.make_story()
    text = f'<p>A</p><figure data-picture="{pk}"></figure>'
    forms.StoryBodyForm({"body": text}, instance=story).save()

    assert BodyPicture.objects.get(pk=pk).story == story


def test_a_story_takes_no_picture_of_another(db):
    other = factories.make_story(slug="other")
    row = factories.make_body_picture(story=other)
    story = factories.make_story(body=f'<figure data-picture="{row.pk}"></figure>')
    gathering.gather(story)

    row.refresh_from_db()
    assert row.story == other


def test_a_picture_whose_story_never_came_goes_after_a_week(db, monkeypatch):
    factories.make_body_picture()
    kept = factories.make_body_picture(story=factories.make_story())
    assert gathering.drop_strays() == 0

    later = timezone.now() + timedelta(days=8)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert gathering.drop_strays() == 1
    assert BodyPicture.objects.get() == kept


@pytest.mark.parametrize("who", [factories.make_dee, factories.make_cy])
def test_who_does_not_write_stories_sends_no_picture(client, db, who):
    factories.at_the_desk(client, who())
    row = factories.make_body_picture(story=factories.make_story())

    for answer in (
        client.get(PICTURES),
        send(client),
        client.post(f"{PICTURES}{row.pk}/", {"alt": "X"}),
    ):
        assert answer.status_code in (302, 403)
    assert BodyPicture.objects.get().picture_alt != "X"


def test_a_post_without_a_token_sends_no_picture(db):
    strict = Client(enforce_csrf_checks=True)
    factories.at_the_desk(strict, factories.make_bo())

    assert send(strict).status_code == 403
    assert not BodyPicture.objects.exists()


@pytest.mark.parametrize(
    "query", [{"story": "x"}, {"story": "9" * 30}, {"named": "a,²"}]
)
def test_odd_numbers_find_nothing(desk, query):
    factories.make_body_picture()

    assert desk.get(PICTURES, query).json()["pictures"] == []
