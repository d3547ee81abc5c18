from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.safestring import SafeString

from arena.arena_settings import current_settings
from arena.models import Kind, Match, Response, Side
from arena.rendering import addresses
from arena.rendering.code import render_code
from arena.rendering.manner import Manner, manner_of, manner_of_named, parts_of, turns_of
from arena.rendering.markdown import placed, render_markdown
from arena.rendering.masks import masked, masked_words
from arena.rendering.memory import remembered
from arena.rendering.raw import language_of_raw
from arena.rendering.turns import Look, render_turns, turns_with_addresses, with_addresses
from arena.text import Turns
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
    `original_url` is a file as it was received, with what it says of its author. `reasoning` is
    there on both sides of a match or on neither. `turns` are those of a conversation, of which
    `html` shows the same, with addresses in place of files.
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
    reasoning: SafeString | None = None
    is_masked: bool = False
    turns: Turns | None = None


@dataclass(frozen=True, slots=True)
class _Address:
    """The parts of the addresses of a shown response."""

    token: str
    prefix: str

    @property
    def is_named(self) -> bool:
        return bool(self.prefix)

    def to(self, view: str, *more: int) -> str:
        return reverse(f"arena:{self.prefix}{view}", args=[self.token, *more])

    def to_part(self) -> str:
        """The address of the parts that are files, without their numbers."""
        return self.to("part", 0).removesuffix("0/")

    def to_original(self) -> str:
        return reverse("arena:original_media", args=[self.token])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a response is shown: its addresses, where frames come from, and a letter for ids."""

    address: _Address
    frame_origin: str
    letter: str


def show_side(match: Match, side: Side, *, frame_origin: str) -> ShownResponse:
    """What the page of a match shows on one side, in the manner in which it shows the other.

    Args:
        match: with its responses.
        side: left or right.
        frame_origin: scheme and host that frames are served from; empty for the page's own.
    """
    address = _Address(addresses.sign(addresses.ShownSide(match.id, side)), "")
    place, manner = _Place(address, frame_origin, PLACES[side]), manner_of(match)
    return _show(match.response_on(side), place, manner, masked_words(match, side))


def show_named(
    response: Response, *, frame_origin: str, reader: Reader = OUTSIDER
) -> ShownResponse:
    """What a page that names the author shows of a response to a reader who may see it."""
    sign = addresses.sign_for_staff if reader.is_staff else addresses.sign_named
    place = _Place(_Address(sign(response.pk), "named_"), frame_origin, f"r{response.pk}")
    return _show(response, place, manner_of_named(response))


def show_masked(response: Response, words: Sequence[str], *, frame_origin: str) -> ShownResponse:
    """What voters would see of a response with these words masked."""
    address = _Address(addresses.sign_masked(response.pk, words), "masked_")
    place = _Place(address, frame_origin, f"m{response.pk}")
    return _show(response, place, manner_of_named(response), words)


def _show(
    response: Response, at: _Place, manner: Manner, words: Sequence[str] = ()
) -> ShownResponse:
    kind, address, shown = Kind(response.kind), at.address, masked(response, words)
    reasoning = _reasoning(shown, at.letter, manner, words) if manner.shows_reasoning else None
    if kind.is_framed:
        return ShownResponse(
            kind=kind,
            language="",
            frame_url=at.frame_origin + address.to("frame"),
            source_url=address.to("source"),
            larger_url=address.to("larger"),
            is_masked=bool(words),
            reasoning=reasoning,
        )
    if kind.is_file:
        return ShownResponse(
            kind=kind,
            language="",
            media_url=address.to("media"),
            media_type=response.media_type,
            original_url=address.to_original() if address.is_named else None,
        )
    if turns := turns_of(shown):
        return _show_turns(shown, turns, at, manner, words, reasoning)
    answer = parts_of(shown).answer
    render = partial(_render, kind, response.language, is_plain=manner.is_plain)
    return ShownResponse(
        kind=kind,
        language=response.language,
        html=placed(remembered(_key(response, "answer", manner, words), answer, render), at.letter),
        source_url=address.to("source"),
        is_cut=len(answer) > MOST_SHOWN,
        is_masked=bool(words),
        reasoning=reasoning,
    )


def _show_turns(
    shown: Response,
    turns: Turns,
    at: _Place,
    manner: Manner,
    words: Sequence[str],
    reasoning: SafeString | None,
) -> ShownResponse:
    render = partial(render_turns, look=Look(is_plain=manner.is_plain, most=MOST_SHOWN))
    html = placed(remembered(_key(shown, "turns", manner, words), turns, render), at.letter)
    address = at.address.to_part()
    return ShownResponse(
        kind=shown.kind,
        language=shown.language,
        html=with_addresses(html, address),
        source_url=at.address.to("source"),
        is_cut=len(parts_of(shown).answer) > MOST_SHOWN,
        is_masked=bool(words),
        reasoning=reasoning,
        turns=turns_with_addresses(turns, address),
    )


def source_of_side(match: Match, side: Side) -> tuple[str, SafeString]:
    """The source of one side without its reasoning, whole as text, and with syntax highlighting
    unless the other side has none."""
    response = masked(match.response_on(side), masked_words(match, side))
    text = parts_of(response).answer
    return text, _source(response, text, is_plain=manner_of(match).is_plain)


def show_source(response: Response) -> SafeString:
    """The source of a response with syntax highlighting, cut to what a page shows."""
    return _source(response, response.content, is_plain=False)


def _source(response: Response, text: str, *, is_plain: bool) -> SafeString:
    language = _LANGUAGES.get(Kind(response.kind), response.language)
    return render_code(text[:MOST_SHOWN], language, is_plain=is_plain)


def _reasoning(shown: Response, letter: str, manner: Manner, words: Sequence[str]) -> SafeString:
    trace = parts_of(shown).trace
    render = partial(_render, Kind.TEXT, "", is_plain=manner.is_plain)
    # Ids of footnotes are another's than those of the answer.
    html = remembered(_key(shown, "trace", manner, words), trace, render)
    return placed(html, f"{letter}t")


def _key(response: Response, part: str, manner: Manner, words: Sequence[str]) -> tuple[object, ...]:
    """What its HTML depends on; so two responses of the same text are rendered once."""
    traces = current_settings().reasoning_traces
    manners = (part, manner.is_plain, traces)
    return (response.kind, response.language, response.sha256, *manners, *words)


def _render(kind: Kind, language: str, text: str, *, is_plain: bool) -> SafeString:
    text = text[:MOST_SHOWN]
    if kind == Kind.CODE:
        return render_code(text, language, is_plain=is_plain)
    if not is_plain and (raw := language_of_raw(text)) is not None:
        return render_code(text, raw)
    return render_markdown(text, is_plain=is_plain) if text.strip() else SafeString("")
