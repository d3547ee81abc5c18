"""Pictures in Markdown: those within the text are shown, those from elsewhere become a note.

A picture of another host would tell it who reads which response; nothing is loaded. What a picture
within the text says of its author is stripped, as of files.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it.rules_inline import StateInline, image

from arena.checks import has_too_many_pixels
from arena.media import CannotStrip, strip_metadata
from arena.rendering.labels import may_end

# Within one text; all of it is below the limit of characters that are rendered.
MOST_PICTURES = 10
TYPES = ("png", "jpeg", "gif", "webp", "avif")
SHOWN = re.compile(rf"data:image/(?:{'|'.join(TYPES)});base64,[A-Za-z0-9+/]+={{0,2}}")

# Placeholders of sentences, which are in the reader's language; noncharacters, so no text has them.
NOTES: Mapping[str, str | Promise] = {
    "\ufdd1": _("a picture from elsewhere; nothing was loaded"),
    "\ufdd2": _("a picture that cannot be shown"),
    "\ufdd3": _("a sound from elsewhere; nothing was loaded"),
    "\ufdd4": _("a video from elsewhere; nothing was loaded"),
    "\ufdd5": _("System"),
    "\ufdd6": _("User"),
    "\ufdd7": _("Assistant"),
    "\ufdd8": _("Tool"),
    "\ufdd9": _("hidden from voters"),
    "\ufdda": _("Sources"),
    "\ufddb": _("Tool call"),
    "\ufddc": _("Tool result"),
    "\ufddd": _("File"),
    "\ufdde": _("Reasoning"),
    "\ufddf": _("Zoom"),
}
_NOT_LOADED, _NOT_SHOWN = "\ufdd1", "\ufdd2"
_DATA = re.compile(r"data:image/(?P<type>[a-z+.-]+);base64,(?P<content>[A-Za-z0-9+/=]+)", re.ASCII)


def without_notes(text: str) -> str:
    """The text without the placeholders."""
    for note in NOTES:
        text = text.replace(note, "")
    return text


def fill_notes(html: SafeString) -> SafeString:
    """With the sentences for their placeholders."""
    for note, sentence in NOTES.items():
        if note in html:
            html = mark_safe(html.replace(note, escape(force_str(sentence))))  # noqa: S308 - escaped
    return html


def find_picture(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
    """The parser's own rule, where the description may end."""
    return state.src[state.pos] == "!" and may_end(state) and image(state, silent)


def is_picture(url: str) -> bool:
    return url[:11].lower() == "data:image/"


def render_picture(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    """A rule of the renderer for tokens of pictures."""
    token = tokens[index]
    alt = renderer.renderInlineAsText(token.children or [], options, env)
    url = str(token.attrs.get("src", ""))
    if url[:5].lower() != "data:":
        return note(alt, host_of(url), _NOT_LOADED)
    env["pictures"] = env.get("pictures", 0) + 1
    shown = _stripped(url) if env["pictures"] <= MOST_PICTURES else None
    if shown is None:
        return note(alt, "", _NOT_SHOWN)
    return format_html('<img src="{}" alt="{}">', shown, alt)


def note(alt: str, host: str, note: str) -> SafeString:
    """What stands in the place of what is not shown."""
    facts = " · ".join(filter(None, (host, note)))
    written = '<span class="picture">{} <span class="picture__note">{}</span></span>'
    return format_html(written, alt, facts)


def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _stripped(url: str) -> str | None:
    """The picture's address without what it says beside what it shows; None if it is no picture."""
    found = _DATA.fullmatch(url)
    if found is None or found["type"] not in TYPES:
        return None
    media_type = f"image/{found['type']}"
    try:
        raw = b64decode(found["content"], validate=True)
        if has_too_many_pixels(BytesIO(raw)):
            return None
        stripped = strip_metadata(raw, media_type=media_type)
    except (Error, CannotStrip):
        return None
    return f"data:{media_type};base64,{b64encode(stripped).decode()}"
