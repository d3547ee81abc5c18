"""Render a challenge's prompt: as it is written, or as Markdown if it says that it is."""

from dataclasses import dataclass
from functools import partial
from html import unescape

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from arena.models import Challenge, PromptFormat
from arena.rendering.characters import replace_overrides
from arena.rendering.markdown import placed, render_markdown
from arena.rendering.memory import remembered

# Longer prompts are folded, so that the responses are in sight.
MOST_UNFOLDED = 480
START = 240
# Right below the page's title.
TOP = 2
PLACE = "prompt"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A rendered prompt; `start` is its beginning as plain text, empty for a short one."""

    html: SafeString
    start: str


def show_prompt(challenge: Challenge, *, place: str = PLACE) -> Prompt:
    """What every page shows of a prompt.

    Args:
        challenge: in whose format and language it is.
        place: letters for ids, so that two prompts on a page share none.
    """
    written_in = PromptFormat(challenge.prompt_format)
    return _show(challenge.prompt, written_in, challenge.language, place)


def show_written(text: str, language: str = "") -> Prompt:
    """What pages will show of a prompt that is proposed, which is text."""
    return _show(text, PromptFormat.TEXT, language, PLACE)


def _show(text: str, written_in: PromptFormat, language: str, place: str) -> Prompt:
    render = partial(_render, written_in, language)
    html = placed(remembered(("prompt", written_in, language, text), text, render), place)
    if len(text) <= MOST_UNFOLDED:
        return Prompt(html, "")
    words = " ".join(unescape(strip_tags(html)).split())
    return Prompt(html, Truncator(words).chars(START))


def _render(written_in: PromptFormat, language: str, text: str) -> SafeString:
    if written_in == PromptFormat.MARKDOWN:
        return render_markdown(text, top=TOP)
    lang = format_html(' lang="{}"', language) if language else ""
    return format_html('<div class="written" dir="auto"{}>{}</div>', lang, replace_overrides(text))
