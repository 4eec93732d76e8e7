"""`bin/bench replay`: a recorded petition comes to this site, as it came or faster.

Each person of the record signs, gets a letter from the real worker over SMTP, and
presses its link some seconds later, while others refresh the page and count.json. What
the site answered is kept in journals, and looked up in the database afterwards; the
count is compared with the rows each second. Ends with 1 if anything is lost or off.
"""

import argparse

from bench.replaying import curves


def main(arguments: list[str]) -> int:
    given = _read(arguments)
    from bench.replaying import replay

    return replay.run(given, curves.CURVES[given.curve])


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench replay", description=__doc__)
    parser.add_argument("--curve", choices=sorted(curves.CURVES), default="revoke")
    parser.add_argument("--from", dest="start", help="such as 2019-03-21T21:30:10")
    parser.add_argument("--to", dest="end", help="UTC, as in bench/data/")
    parser.add_argument(
        "--minutes", type=float, default=5, help="of the steepest stretch"
    )
    parser.add_argument("--times", type=float, nargs="+", default=[1.0])
    parser.add_argument("--refreshers", type=int, default=16, help="connections of wrk")
    parser.add_argument(
        "--patience", type=float, default=300, help="seconds for the last letters"
    )
    parser.add_argument("--markdown", metavar="FILE", help="with marks for the report")
    parser.add_argument("--chart", metavar="FILE", help="an SVG")
    return parser.parse_args(arguments)
