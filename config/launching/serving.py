"""Granian, with the site loaded before it forks.

The workers share one load, so a start takes half the work and a worker that was killed
is back at once. A site that cannot be loaded ends here, in words, instead of in workers
that die over and over.
"""

from django.urls import get_resolver
from granian.cli import entrypoint

from config import wsgi


def main() -> None:
    """Load the application and its addresses, then serve."""
    if wsgi.application and get_resolver().url_patterns:
        entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
