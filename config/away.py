"""The page of a proxy that finds nobody to ask: a file for each language.

The proxy has no Django, so the files are made beforehand (`manage.py
write_away_pages`) and lie in deploy/; a site's proxy is told of its language's.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


def file_name(code: str) -> str:
    """Of a language's page, such as "away.ar.html"; English has the plain name."""
    return "away.html" if code == settings.SOURCE_LANGUAGE else f"away.{code}.html"


def page(code: str) -> str:
    """The page in a language, whole in itself."""
    with translation.override(code):
        return render_to_string("away.html").strip() + "\n"
