"""The prompt of a challenge, on pages with several."""

from django import template

from arena.models import Challenge
from arena.rendering import Prompt, show_prompt

register = template.Library()


@register.filter
def shown_prompt(challenge: Challenge) -> Prompt:
    return show_prompt(challenge, place=f"p{challenge.pk}")
