"""Compares the books with Stripe's and heals what is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from donations import reconciling, stripe_api


class Command(BaseCommand):
    help = (
        "Asks Stripe for all checkouts, charges, refunds and disputes of the last days,"
        " writes down what is missing here, and says what still differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=reconciling.DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        if not stripe_api.is_offered():
            raise CommandError("No Stripe keys are set: see docs/self-hosting.md.")
        try:
            report = reconciling.reconcile(days=options["days"])
        except stripe_api.Away as error:
            raise CommandError("Stripe cannot be reached; try again later.") from error
        self.stdout.write(
            f"Looked at {report.looked_at}, healed {report.healed},"
            f" {len(report.differs)} differ."
        )
        if report.differs:
            raise CommandError("Different: " + ", ".join(report.differs))
