"""What pages say to machines."""

from django import template
from django.db.models import Model
from django.utils.safestring import SafeString

from campaigns import structured_data as data

register = template.Library()


@register.simple_tag
def structured_data(shown: Model, more: data.Thing | None = None) -> SafeString:
    """The page of this object in the words of schema.org; `more` adds to its own."""
    return data.block(shown, more)
