"""The times of comments, and why each stands as it does, in templates."""

from django import template

from comments import explaining, times

register = template.Library()
register.filter("in_words", times.in_words)
register.filter("stamp", times.stamp)
register.filter("why", explaining.words)
