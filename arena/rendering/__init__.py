"""From a response to what a page may show: safe HTML, or the address of a frame or a file."""

from arena.rendering.shown import Shown, show_named, show_side

__all__ = ["Shown", "show_named", "show_side"]
