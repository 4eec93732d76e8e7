"""What a reader wrote, as HTML that is safe on our pages."""

from django.utils.html import linebreaks


def to_html(body: str) -> str:
    """The text with its paragraphs; nothing a reader writes is taken for HTML."""
    return linebreaks(body, autoescape=True)
