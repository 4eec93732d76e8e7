"""Sets up a database of its own, runs every comparison, prints the table.

bin/bench              all comparisons, about two minutes
bin/bench --seconds 1  shorter rounds, rougher figures
"""

import argparse
import logging
import os
import tempfile

import django

from bench import measuring
from tests.parts.postgres import PostgresServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3, help="of each comparison")
    given = parser.parse_args()
    server = PostgresServer()
    server.start()
    try:
        _set_up(server.make_database("bench"))
        from bench import comparisons

        comparisons.prepare()
        results = [
            measuring.compare(comparison, seconds=given.seconds, rounds=given.rounds)
            for comparison in comparisons.ALL
        ]
        print(measuring.table(results))
    finally:
        server.remove()


def _set_up(database_url: str) -> None:
    os.environ |= {
        "DATABASE_URL": database_url,
        "DATA_DIR": tempfile.mkdtemp(prefix="clarion-bench-"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "0",
    }
    django.setup()
    # A line for each signature would be half of what is measured.
    logging.disable(logging.WARNING)


if __name__ == "__main__":
    main()
