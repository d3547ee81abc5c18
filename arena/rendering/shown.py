from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from arena.models import Kind, Match, Response, Side
from arena.rendering import addresses
from arena.rendering.code import render_code
from arena.rendering.markdown import placed, render_markdown
from arena.rendering.memory import remembered
from arena.visibility import OUTSIDER, Reader

# Characters of a text that a page shows; the whole of a longer one is a link away.
MOST_SHOWN = 200_000

_LANGUAGES = {Kind.TEXT: "markdown", Kind.WEB_PAGE: "html", Kind.SVG: "xml"}
# The place of each side in ids of the page.
PLACES = {Side.LEFT: "a", Side.RIGHT: "b"}


@dataclass(frozen=True, slots=True)
class ShownResponse:
    """A response, ready for a page: `html`, or where to frame or fetch it from.

    `source_url` is where its source can be read, as plain text; `larger_url` is a page with
    nothing but the frame. A text that is cut says so, and the rest is at its source.
    `original_url` is a file as it was received, with what it says of its author.
    """

    kind: str
    language: str
    html: SafeString | None = None
    frame_url: str | None = None
    media_url: str | None = None
    media_type: str = ""
    original_url: str | None = None
    source_url: str | None = None
    larger_url: str | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Address:
    """The parts of the addresses of a shown response."""

    token: str
    prefix: str

    @property
    def is_named(self) -> bool:
        return bool(self.prefix)

    def to(self, view: str) -> str:
        return reverse(f"arena:{self.prefix}{view}", args=[self.token])

    def to_original(self) -> str:
        return reverse("arena:original_media", args=[self.token])


def show_side(match: Match, side: Side, *, frame_origin: str) -> ShownResponse:
    """What the page of a match shows on one side.

    Args:
        match: with its responses.
        side: left or right.
        frame_origin: scheme and host that frames are served from; empty for the page's own.
    """
    address = _Address(addresses.sign(addresses.ShownSide(match.id, side)), "")
    return _show(match.response_on(side), address, frame_origin, PLACES[side])


def show_named(
    response: Response, *, frame_origin: str, reader: Reader = OUTSIDER
) -> ShownResponse:
    """What a page that names the author shows of a response to a reader who may see it."""
    sign = addresses.sign_for_staff if reader.is_staff else addresses.sign_named
    address = _Address(sign(response.pk), "named_")
    return _show(response, address, frame_origin, f"r{response.pk}")


def _show(response: Response, address: _Address, frame_origin: str, place: str) -> ShownResponse:
    kind = Kind(response.kind)
    if kind.is_framed:
        return ShownResponse(
            kind=kind,
            language="",
            frame_url=frame_origin + address.to("frame"),
            source_url=address.to("source"),
            larger_url=address.to("larger"),
        )
    if kind.is_file:
        return ShownResponse(
            kind=kind,
            language="",
            media_url=address.to("media"),
            media_type=response.media_type,
            original_url=address.to_original() if address.is_named else None,
        )
    return ShownResponse(
        kind=kind,
        language=response.language,
        html=placed(remembered(_key(response), response, _render), place),
        source_url=address.to("source"),
        is_cut=len(response.content) > MOST_SHOWN,
    )


def show_source(response: Response) -> SafeString:
    """The source of a response with syntax highlighting, cut to what a page shows."""
    language = _LANGUAGES.get(Kind(response.kind), response.language)
    return render_code(response.content[:MOST_SHOWN], language)


def _key(response: Response) -> tuple[str, ...]:
    """What its HTML depends on; so two responses of the same text are rendered once."""
    return (response.kind, response.language, response.sha256)


def _render(response: Response) -> SafeString:
    text = response.content[:MOST_SHOWN]
    if response.kind == Kind.CODE:
        return render_code(text, response.language)
    return render_markdown(text) if text.strip() else SafeString("")
