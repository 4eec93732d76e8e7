"""Brings the catalogues of words in `locale/` up to date with the source."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands import makemessages

NOT_OURS = [".venv", "var", "tests", "bench", "node_modules"]


class Command(makemessages.Command):
    help = (
        "Writes the messages of the source into locale/<language>/…/django.po, for each"
        " language of settings.LANGUAGES but English, and compiles it. A new message"
        " comes in empty; none is guessed from one that is like it. Needs GNU gettext."
    )
    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching"]

    def add_arguments(self, parser: CommandParser) -> None:
        """There is nothing to choose."""

    def handle(self, *args: Any, **options: Any) -> None:
        locales = [
            code for code, _ in settings.LANGUAGES if code != settings.SOURCE_LANGUAGE
        ]
        super().handle(
            locale=locales,
            exclude=[],
            domain="django",
            all=False,
            extensions=["html", "txt", "py"],
            symlinks=False,
            ignore_patterns=NOT_OURS,
            use_default_ignore_patterns=True,
            no_wrap=True,
            no_location=False,
            add_location="file",
            no_obsolete=True,
            keep_pot=False,
            verbosity=options["verbosity"],
        )
        for code in locales:
            _forget_the_hour(
                Path(settings.LOCALE_PATHS[0], code, "LC_MESSAGES/django.po")
            )
        call_command("compilemessages", locale=locales, ignore_patterns=NOT_OURS)


def _forget_the_hour(catalogue: Path) -> None:
    """Two runs over the same source leave the same file."""
    lines = catalogue.read_text().splitlines(keepends=True)
    catalogue.write_text(
        "".join(line for line in lines if not line.startswith('"POT-Creation-Date'))
    )
