"""The desk for petitions, their signatures, and the exports that were made."""

from petitions.admin import exports, petitions, signatures

__all__ = ["exports", "petitions", "signatures"]
