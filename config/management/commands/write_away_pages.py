"""Writes what a proxy says in place of a site that does not answer."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config import away


class Command(BaseCommand):
    help = (
        "Writes deploy/away….html for each language of settings.LANGUAGES, out of"
        " templates/away.html. A test compares."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for code, _ in settings.LANGUAGES:
            place = settings.BASE_DIR / "deploy" / away.file_name(code)
            place.write_text(away.page(code))
            self.stdout.write(str(place.relative_to(settings.BASE_DIR)))
