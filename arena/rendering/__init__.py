"""Render responses for pages: as safe HTML, or as the address of a frame or a file."""

from arena.rendering import addresses
from arena.rendering.frame import FRAME_POLICY, NO_CONNECTION, frame_document
from arena.rendering.instructions import show_instructions
from arena.rendering.markdown import MOST_PARSED
from arena.rendering.masks import masked, masked_words
from arena.rendering.prompt import Prompt, prompt_as_turns, show_prompt, show_written
from arena.rendering.shown import (
    ShownResponse,
    show_masked,
    show_named,
    show_side,
    show_source,
    source_of_side,
)

__all__ = [
    "FRAME_POLICY",
    "MOST_PARSED",
    "NO_CONNECTION",
    "Prompt",
    "ShownResponse",
    "addresses",
    "frame_document",
    "masked",
    "masked_words",
    "prompt_as_turns",
    "show_instructions",
    "show_masked",
    "show_named",
    "show_prompt",
    "show_side",
    "show_source",
    "show_written",
    "source_of_side",
]
