"""Measures what the site can do on this machine, and prints one table of ratios.

bin/bench                    everything, about a quarter of an hour
bin/bench --quick            everything, small and rough, a minute or two
bin/bench signing pages      these subjects only
bin/bench --rows 5000000     also a petition with so many signatures
bin/bench --markdown FILE    puts the table into FILE, between its marks
bin/bench replay --help      a recorded petition, replayed
"""

import argparse
import sys

from bench import running


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["replay"]:
        from bench import replaying

        return replaying.main(arguments[1:])
    return running.main(_read(arguments))


def _read(arguments: list[str]) -> argparse.Namespace:
    names = running.names()
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("subjects", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--seconds", type=float, default=5.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3, help="of each comparison")
    parser.add_argument("--rows", type=int, default=0, help="signatures of one more")
    parser.add_argument("--quick", action="store_true", help="one short round each")
    parser.add_argument("--markdown", metavar="FILE", help="with marks for the table")
    given = parser.parse_args(arguments)
    if unknown := set(given.subjects) - set(names):
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    return given


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
