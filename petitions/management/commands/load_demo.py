"""Loads the demo into an empty database."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from petitions import demo


class Command(BaseCommand):
    help = (
        "Loads the demo campaign and its staff (password from DEMO_PASSWORD) into an"
        " empty database. A database with anything in it is left as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD", "")
        if not password:
            raise CommandError("Set DEMO_PASSWORD: the demo staff sign in with it.")
        is_loaded = demo.load(password=password)
        if options["verbosity"]:
            self.stdout.write("Demo loaded." if is_loaded else "Kept what is there.")
