"""Render a challenge's prompt, shown above the responses."""

from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

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


def show_prompt(text: str) -> Prompt:
    html = placed(remembered(("prompt", text), text, _render), PLACE)
    if len(text) <= MOST_UNFOLDED:
        return Prompt(html, "")
    words = " ".join(unescape(strip_tags(html)).split())
    return Prompt(html, Truncator(words).chars(START))


def _render(text: str) -> SafeString:
    return render_markdown(text, top=TOP)
