"""Makes the search anew from what is public."""

from typing import Any

from django.core.management.base import BaseCommand

from campaigns import search


class Command(BaseCommand):
    help = "Make the search anew from all campaigns, stories and petitions."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"The search knows {search.reindex()} pages.")
