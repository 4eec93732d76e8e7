"""Times, campaigns and states of comments in templates."""

from django import template

from comments import explaining, threads, times

register = template.Library()
register.filter("in_words", times.in_words)
register.filter("stamp", times.stamp)
register.filter("why", explaining.words)
register.filter("campaign_of", threads.campaign_of)
