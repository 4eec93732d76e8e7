"""The text of a story: cleaned when it comes in, drawn when it goes out."""

from campaigns.body.cleaning import clean
from campaigns.body.drawing import render

__all__ = ["clean", "render"]
