"""What is said of a password wherever a reader sets one; the rules are Django's."""

from django.utils.translation import gettext_lazy as _

# AUTH_PASSWORD_VALIDATORS in one sentence; the library makes a list of four of them.
HINT = _("At least eight characters, and not one that everybody uses.")
