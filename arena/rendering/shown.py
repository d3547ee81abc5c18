from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from arena import addresses
from arena.models import Kind, Match, Response, Side
from arena.rendering.code import render_code
from arena.rendering.markdown import render_markdown
from arena.rendering.memory import remembered

EMPTY = SafeString('<p class="soft"><em>This response is empty.</em></p>')


@dataclass(frozen=True, slots=True)
class Shown:
    """One side of a match, ready for a page: `html`, or where to frame or fetch it from."""

    kind: str
    language: str
    html: SafeString | None = None
    frame_url: str | None = None
    media_url: str | None = None
    media_type: str = ""


def show_side(match: Match, side: Side, *, frame_origin: str) -> Shown:
    """What the page of a match shows on this side.

    Args:
        match: with its responses.
        side: left or right.
        frame_origin: scheme and host that frames are served from; empty for the page's own.
    """
    token = addresses.sign(addresses.Shown(match.id, side))
    return _show(match.response_on(side), token, frame_origin, named="")


def show_named(response: Response, *, frame_origin: str) -> Shown:
    """What a page shows that says whose the response is."""
    return _show(response, addresses.sign_named(response.pk), frame_origin, named="named_")


def _show(response: Response, token: str, frame_origin: str, *, named: str) -> Shown:
    kind = Kind(response.kind)
    if kind.is_framed:
        url = frame_origin + reverse(f"arena:{named}frame", args=[token])
        return Shown(kind=kind, language="", frame_url=url)
    if kind.is_file:
        url = reverse(f"arena:{named}media", args=[token])
        return Shown(kind=kind, language="", media_url=url, media_type=response.media_type)
    return Shown(
        kind=kind, language=response.language, html=remembered(response.pk, response, _render)
    )


def _render(response: Response) -> SafeString:
    if response.kind == Kind.CODE:
        return render_code(response.content, response.language)
    if not response.content.strip():
        return EMPTY
    return render_markdown(response.content)
