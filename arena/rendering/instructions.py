"""What the staff ask voters to look at, as safe HTML."""

from functools import lru_cache

from django.utils.safestring import SafeString

from arena.rendering.markdown import placed, render_markdown

# Below the headings of the page of a match.
_TOP = 3


def show_instructions(text: str, *, place: str) -> SafeString:
    """Markdown of the arena or of a category; `place` makes its ids those of one place."""
    return placed(_rendered(text), place)


@lru_cache(maxsize=64)
def _rendered(text: str) -> SafeString:
    return render_markdown(text, top=_TOP)
