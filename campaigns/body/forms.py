"""The field in which editors write a story, and the form of a picture inside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns import calls
from campaigns.body import cleaning, gathering, words
from campaigns.models import BodyPicture, Story

LONGEST_BODY = 200_000
TOO_LONG = _(
    "Shorten this text: with its tags it has %(show_value)d letters, and at most"
    " %(limit_value)d are kept."
)


class BodyEditor(forms.Textarea):
    """An editor over a plain box of HTML, which is what remains without a script."""

    template_name = "desk/body_editor.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        look = {"rows": 24, "class": "vLargeTextField", "spellcheck": "true"}
        super().__init__(look | (attrs or {}))
        self.story: Story | None = None

    class Media:
        css = {"all": ["css/story-editor.css", "css/story-dialog.css"]}
        js = [Script("js/story-editor/editor.js", type="module")]

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["settings"] = {
            "story": self.story.pk if self.story else None,
            "pictures": reverse("story_pictures:all"),
            "calls": [_offered(kind) for kind in calls.kinds()],
            "words": words.of_the_editor(),
        }
        context["settings_id"] = (
            f"{context['widget']['attrs'].get('id', name)}_settings"
        )
        return context


def _offered(kind: calls.Kind) -> dict[str, Any]:
    """A call that an editor may place; without choices it leads to an address."""
    choices = None if kind.choices is None else [list(it) for it in kind.choices()]
    return {"kind": kind.name, "label": str(kind.label), "choices": choices}


class BodyField(forms.CharField):
    """A story's text, cleaned; see `campaigns.body.clean`."""

    widget = BodyEditor

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.validators.append(MaxLengthValidator(LONGEST_BODY, TOO_LONG))

    def clean(self, value: Any) -> str:
        return cleaning.clean(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return cleaning.clean(initial or "") != cleaning.clean(data or "")


class StoryBodyForm(forms.ModelForm):
    """What the desk's form of a story is made from."""

    body = BodyField(label=_("Body"))

    class Meta:
        model = Story
        fields = ["body"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.fields and self.instance.pk:
            widget = self.fields["body"].widget
            # The desk may wrap it, or show the text to those who only read.
            if isinstance(widget, BodyEditor):
                widget.story = self.instance

    def _save_m2m(self) -> None:
        """Also the pictures that were sent before the story was there."""
        super()._save_m2m()  # type: ignore[misc]
        gathering.gather(self.instance)


class PictureForm(forms.ModelForm):
    class Meta:
        model = BodyPicture
        fields = ["picture_file", "picture_alt", "picture_caption", "picture_credit"]


class DescribeForm(forms.ModelForm):
    class Meta:
        model = BodyPicture
        fields = ["picture_alt", "picture_caption", "picture_credit"]
