"""The field of a picture: whichever way a file comes, it is drawn anew first."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from django.utils.translation import gettext_lazy as _

from campaigns.pictures import opening, storing
from campaigns.pictures.opening import CleanPicture

WORDS: dict[type[opening.Refused], Any] = {
    opening.TooLarge: _(
        "This file is too large. Send a picture of at most 18 MB, such as a JPEG."
    ),
    opening.TooManyPixels: _(
        "This picture has too many pixels. Make it smaller: 6,000 by 4,000 is plenty."
    ),
    opening.Moves: _("This picture moves. Choose one that stands still."),
    opening.NotAPicture: _(
        "This file could not be read as a picture. Send a JPEG, PNG or WebP;"
        " if it is one, save it again and try once more."
    ),
}


class PictureFormField(forms.ImageField):
    """Takes a picture, or says beside the field why not."""

    def to_python(self, data: Any) -> Any:
        file = super(forms.ImageField, self).to_python(data)
        if file is None:
            return None
        try:
            return opening.clean(file)
        except opening.Refused as why:
            raise ValidationError(WORDS[type(why)], code="picture") from why

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        kinds = "image/jpeg,image/png,image/webp"
        return {**super().widget_attrs(widget), "accept": kinds}


class PictureFile(ImageFieldFile):
    def save(self, name: str, content: File, save: bool = True) -> None:
        """Keep the picture under the hash of its content.

        Raises `opening.Refused` for what is none.
        """
        is_clean = isinstance(content, CleanPicture)
        picture = content if is_clean else opening.clean(content)
        wanted = self.field.generate_filename(self.instance, str(picture.name))
        self.name = storing.keep(self.storage, wanted, picture.read())
        setattr(self.instance, self.field.attname, self.name)
        self._committed = True
        if save:
            self.instance.save()


class PictureField(models.ImageField):
    attr_class = PictureFile

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureFormField, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """To the database it is Django's own."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", list(args), kwargs
