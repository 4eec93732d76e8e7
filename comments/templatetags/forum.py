"""Times and campaigns of comments, and how each stands, in templates."""

from django import template

from comments import appealing, explaining, threads, times

register = template.Library()
register.filter("in_words", times.in_words)
register.filter("stamp", times.stamp)
register.filter("why", explaining.words)
register.filter("campaign_of", threads.campaign_of)
register.filter("appeal_told", explaining.of_appeal)
register.filter("may_appeal", appealing.may_appeal)
