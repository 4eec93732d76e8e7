"""Proves that each count equals its confirmed signatures, or repairs it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from petitions import counting, recounting
from petitions.models import Petition
from petitions.recounting import Proof


class Command(BaseCommand):
    help = (
        "Compares each public count with the confirmed signatures in one snapshot and"
        " prints both sides. Exits with 1 when one is wrong and --repair was not given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="*", help="only these petitions")
        parser.add_argument(
            "--repair",
            action="store_true",
            help="correct what is wrong; the correction is a public line of the ledger",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for petition in self._petitions(options["slug"]):
            prove = recounting.repair if options["repair"] else recounting.prove
            proof = prove(petition)
            wrong += not proof.is_right
            self.stdout.write(_line(petition, proof))
        if wrong and options["repair"]:
            counting.drain()
            self.stdout.write(f"Repaired: {wrong}.")
        elif wrong:
            raise CommandError(f"Wrong: {wrong}. Run again with --repair.")

    def _petitions(self, slugs: list[str]) -> list[Petition]:
        counted = Petition.objects.filter(tally__isnull=False).order_by("pk")
        if not slugs:
            return list(counted)
        found = list(counted.filter(slug__in=slugs))
        if missing := set(slugs) - {petition.slug for petition in found}:
            raise CommandError(f"No petition called {', '.join(sorted(missing))}.")
        return found


def _line(petition: Petition, proof: Proof) -> str:
    verdict = "right" if proof.is_right else f"WRONG by {proof.difference:+d}"
    places = ", ".join(
        f"{country} {region}".strip() or "no place"
        for country, region in proof.wrong_areas
    )
    areas = f"; wrong in: {places}" if places else ""
    history = "; history wrong" if proof.has_wrong_times else ""
    sources = "; sources wrong" if proof.wrong_sources else ""
    if proof.wrong_constituencies:
        history += f"; wrong in {len(proof.wrong_constituencies)} constituencies"
    return (
        f"{petition.slug}: count {proof.tally} + waiting {proof.waiting},"
        f" confirmed {proof.confirmed}: {verdict}{areas}{history}{sources}"
    )
