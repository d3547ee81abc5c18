"""Render a challenge's prompt: as it is written, or as Markdown if it says that it is."""

import json
from dataclasses import dataclass
from functools import partial
from html import unescape

from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from arena.models import Challenge, PromptFormat
from arena.rendering import addresses
from arena.rendering.characters import replace_overrides
from arena.rendering.markdown import MOST_PARSED, placed, render_markdown
from arena.rendering.memory import remembered
from arena.rendering.turns import Look, render_turns, turns_with_addresses, with_addresses
from arena.text import Turns

# Longer prompts are folded, so that the responses are in sight.
MOST_UNFOLDED = 480
START = 240
# Characters of HTML in which the beginning is looked for.
MOST_STRIPPED = 50_000
# Right below the page's title.
TOP = 2
PLACE = "prompt"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A rendered prompt; `start` is its beginning as plain text, empty for a short one."""

    html: SafeString
    start: str


def show_prompt(challenge: Challenge, *, place: str = PLACE, shows_hidden: bool = False) -> Prompt:
    """What every page shows of a prompt.

    Args:
        challenge: in whose format and language it is.
        place: letters for ids, so that two prompts on a page share none.
        shows_hidden: whether a system prompt that voters do not see is shown, as to staff.
    """
    if challenge.turns:
        return _show_turns(challenge, challenge.turns, place, shows_hidden=shows_hidden)
    written_in = PromptFormat(challenge.prompt_format)
    return _show(challenge.prompt, written_in, challenge.language, place)


def prompt_as_turns(challenge: Challenge) -> Turns | None:
    """The turns of a prompt that is a conversation, with addresses of the files in it."""
    return turns_with_addresses(challenge.turns, _address(challenge)) if challenge.turns else None


def show_written(text: str, language: str = "") -> Prompt:
    """What pages will show of a prompt that is proposed, which is text."""
    return _show(text, PromptFormat.TEXT, language, PLACE)


def _address(challenge: Challenge) -> str:
    """Of the files in a prompt, without their numbers."""
    token = addresses.sign_prompt(challenge.pk)
    return reverse("arena:prompt_part", args=[token, 0]).removesuffix("0/")


def _show_turns(challenge: Challenge, turns: Turns, place: str, *, shows_hidden: bool) -> Prompt:
    look = Look(
        is_plain=len(challenge.prompt) > MOST_PARSED,
        top=TOP,
        shows_hidden=shows_hidden,
        language=challenge.language,
    )
    render = partial(render_turns, look=look)
    html = placed(remembered(("turns", look, json.dumps(turns)), turns, render), place)
    return _folded(with_addresses(html, _address(challenge)), len(challenge.prompt))


def _show(text: str, written_in: PromptFormat, language: str, place: str) -> Prompt:
    render = partial(_render, written_in, language)
    html = placed(remembered(("prompt", written_in, language, text), text, render), place)
    return _folded(html, len(text))


def _folded(html: SafeString, length: int) -> Prompt:
    if length <= MOST_UNFOLDED:
        return Prompt(html, "")
    words = " ".join(unescape(strip_tags(html[:MOST_STRIPPED])).split())
    return Prompt(html, Truncator(words).chars(START))


def _render(written_in: PromptFormat, language: str, text: str) -> SafeString:
    if written_in == PromptFormat.MARKDOWN:
        return render_markdown(text, top=TOP)
    lang = format_html(' lang="{}"', language) if language else ""
    return format_html('<div class="written" dir="auto"{}>{}</div>', lang, replace_overrides(text))
