"""Takes in the official directory of postcodes, for signers' constituencies."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from petitions import directories, placing
from petitions.models import Petition


class Command(BaseCommand):
    help = (
        "Replaces the directory of postcodes by a CSV file of the ONS Postcode"
        " Directory or the National Statistics Postcode Lookup, and looks up the"
        " signatures that were counted before there was one. docs/data.md says where"
        " to get both files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="the CSV file of postcodes")
        parser.add_argument(
            "--names",
            type=Path,
            required=True,
            help="the CSV file with codes and names of constituencies",
        )
        parser.add_argument(
            "--anew",
            action="store_true",
            help="look up every signature again: boundaries have changed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken = directories.take(options["directory"], names=options["names"])
        except directories.WrongFile as why:
            raise CommandError(str(why)) from why
        self.stdout.write(
            f"Took in {taken.postcodes:,} postcodes of {taken.constituencies}"
            f" constituencies; {taken.nowhere:,} lie in none of them."
        )
        for petition in Petition.objects.filter(tally__isnull=False).order_by("pk"):
            placed = placing.place(petition, anew=options["anew"])
            self.stdout.write(f"{petition.slug}: looked up {placed:,} signatures.")
