"""The demo's thread: readers, names and words are invented."""

from comments.demo.loading import load
from comments.demo.words import SAID

__all__ = ["SAID", "load"]
