"""Something with a picture."""

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.pictures import showing
from campaigns.pictures.field import PictureField
from campaigns.pictures.showing import Picture

EXTENSIONS = ["jpg", "jpeg", "png", "webp"]


class Pictured(models.Model):
    """Something with one lead picture."""

    picture_file = PictureField(
        _("picture"),
        upload_to="pictures/%Y/",
        blank=True,
        width_field="picture_width",
        height_field="picture_height",
        validators=[FileExtensionValidator(EXTENSIONS)],
        help_text=_("JPEG, PNG or WebP, landscape, at least 1600 pixels wide."),
    )
    picture_width = models.PositiveIntegerField(null=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, editable=False)
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=250,
        blank=True,
        help_text=_("For readers who cannot see it."),
    )
    picture_caption = models.CharField(_("caption"), max_length=250, blank=True)
    picture_credit = models.CharField(_("credit"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.picture_file and not self.picture_alt:
            raise ValidationError(
                {"picture_alt": _("Say in a few words what the picture shows.")}
            )

    @property
    def picture(self) -> Picture | None:
        if not self.picture_file:
            return None
        plain = Picture(
            url=self.picture_file.url,
            width=self.picture_width or 0,
            height=self.picture_height or 0,
            alt=self.picture_alt,
            caption=self.picture_caption,
            credit=self.picture_credit,
        )
        file = self.picture_file
        return showing.dressed(plain, name=str(file.name), storage=file.storage)
