"""A stand-in for Stripe, for tests and the demo: as much of its interface as we use.

It is put under the library in place of the network, so that everything of ours runs as
it does in earnest. Its rows are files, which all processes of the demo share.
"""

from donations.standin.server import KEY, SECRET, StandIn, client

__all__ = ["KEY", "SECRET", "StandIn", "client"]
