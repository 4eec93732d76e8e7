"""The buttons of other companies' doors, for templates."""

from django import template

from accounts import social

register = template.Library()


@register.simple_tag
def social_doors() -> list[social.Door]:
    """Those that are configured, in the order of their buttons."""
    return social.doors()
