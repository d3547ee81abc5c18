"""The code of a vote's receipt, where a page lists many votes."""

from django import template

from arena.models import receipt_code

register = template.Library()
register.filter("receipt_code", receipt_code)
