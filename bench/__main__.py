"""Sets up a database of its own, runs every comparison, prints the table.

bin/bench              all comparisons, about four minutes
bin/bench --seconds 1  shorter rounds, rougher figures
"""

import argparse
import logging
import os
import shutil
import sys
import tempfile

import django

from bench import measuring, serving
from tests.parts.postgres import PostgresServer
from tests.parts.redis import RedisServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3, help="of each comparison")
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit(serving.NO_WRK)
    database, cache = PostgresServer(), RedisServer()
    database.start()
    cache.start()
    try:
        _set_up(database.make_database("bench"), cache.url)
        from bench import comparisons, under_load

        comparisons.prepare()
        how_long = {"seconds": given.seconds, "rounds": given.rounds}
        pairs = under_load.compare(comparisons.PAGE, **how_long)
        results = [
            measuring.compare(comparison, **how_long) for comparison in comparisons.ALL
        ]
        print(under_load.table(pairs), measuring.table(results))
    finally:
        cache.remove()
        database.remove()


def _set_up(database_url: str, redis_url: str) -> None:
    os.environ |= {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_DIR": tempfile.mkdtemp(prefix="clarion-bench-"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "0",
        # Making the rows to measure on takes longer than a reader would wait.
        "DATABASE_TIMEOUT_SECONDS": "60",
    }
    django.setup()
    # A line for each signature would be half of what is measured.
    logging.disable(logging.WARNING)


if __name__ == "__main__":
    main()
