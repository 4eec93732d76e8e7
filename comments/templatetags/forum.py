"""The times of comments, in templates."""

from django import template

from comments import times

register = template.Library()
register.filter("in_words", times.in_words)
register.filter("stamp", times.stamp)
