"""The accessibility statement: the newsroom's own words, else what is true of Clarion.

Own words are the legal text at the address `accessibility`; a newsroom that has had its
site looked at says so there.
"""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from branding.legal import as_html
from branding.models import ACCESSIBILITY, LegalText
from config.public_pages import public_page

# When what the default statement says was last looked at as a whole.
CHECKED_ON = date(2026, 11, 26)
# Whose readers may turn to the Equality Advisory and Support Service.
UNITED_KINGDOM = "GB"


@require_safe
@public_page()
def statement(request: HttpRequest) -> HttpResponse:
    """How the site keeps to WCAG 2.2, and whom to tell where it does not."""
    text = LegalText.objects.filter(slug=ACCESSIBILITY).first()
    if text is not None:
        told = {"text": text, "body": as_html(text.body)}
        return render(request, "branding/legal.html", told)
    told = {
        "checked_on": CHECKED_ON,
        "contact": settings.ACCESSIBILITY_CONTACT,
        "is_british": settings.HOME_COUNTRY == UNITED_KINGDOM,
    }
    return render(request, "branding/accessibility.html", told)
