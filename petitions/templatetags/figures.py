"""Numbers of a petition, as templates print them."""

from django import template

from petitions import saying

register = template.Library()
register.filter("figure", saying.number)
