"""From a response to what a page may show: safe HTML, or the address of a frame or a file."""

from arena.rendering.prompt import Prompt, show_prompt
from arena.rendering.shown import Shown, show_named, show_side, show_source

__all__ = ["Prompt", "Shown", "show_named", "show_prompt", "show_side", "show_source"]
