"""Words and names put together as the site's language does."""

from collections.abc import Iterable

from django.utils.translation import gettext, pgettext


def listed(parts: Iterable[object]) -> str:
    """One after the other, with the language's comma; what is empty is left out."""
    return pgettext("list", ", ").join(str(part) for part in parts if part)


def quoted(words: object) -> str:
    """Between the language's quotation marks."""
    return gettext("“%(words)s”") % {"words": words}
