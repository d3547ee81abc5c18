"""Words of others on our pages: excerpts of prompts, and names that break where they may."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

register = template.Library()

# The line that opens or closes a block of code, with the language it names.
_FENCE = re.compile(r"^\s*(?:```|~~~)[^\n]*$", re.MULTILINE)
_MAY_BREAK = re.compile(r"([_/:@])(?=.)")


@register.filter
def excerpt(text: str, words: int) -> str:
    """The first words, without the signs of Markdown for code."""
    return Truncator(_FENCE.sub(" ", text).replace("`", "")).words(words, truncate=" …")


@register.filter
def beyond(prompt: str, title: str) -> str:
    """The prompt without what its title says already, which may be its beginning."""
    words, known = " ".join(prompt.split()), " ".join(title.split()).removesuffix("…").rstrip()
    if not known or not words.startswith(known):
        return prompt
    rest = words.removeprefix(known).strip()
    return f"… {rest}" if any(map(str.isalnum, rest)) else ""


@register.filter
def breaks(name: str) -> SafeString:
    """A name that may break after its underscores and the like, not inside of a word."""
    escaped = _MAY_BREAK.split(name)
    parts = [f"{conditional_escape(each)}<wbr>" for each in _joined(escaped)]
    return mark_safe("".join(parts).removesuffix("<wbr>"))  # noqa: S308 - the parts are escaped


def _joined(parts: list[str]) -> list[str]:
    """Each word with the sign that ends it."""
    ends = [*parts[1::2], ""]
    return [word + end for word, end in zip(parts[::2], ends, strict=True)]
