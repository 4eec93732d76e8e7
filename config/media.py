"""Serves stored pictures where no proxy does; they are shown and can do no more."""

import re

from csp.constants import HEADER
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.static import serve

# The hash of the content stands in the name, so it never changes.
_NAMED_BY_CONTENT = re.compile(r"(?:^|/)[0-9a-f]{32}(?:-[0-9a-z]+)?\.\w+$")
FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
POLICY = "default-src 'none'; sandbox"


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file below MEDIA_ROOT; the same headers as deploy/nginx/clarion.conf sends."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response[HEADER] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    is_fixed = _NAMED_BY_CONTENT.search(path)
    response["Cache-Control"] = FOR_EVER if is_fixed else FOR_AN_HOUR
    return response
