"""All pairs, and how they become a file that can be imported."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from tests.faithful.conversations import CONVERSATIONS
from tests.faithful.formulas import FORMULAS
from tests.faithful.languages import LANGUAGES
from tests.faithful.pair import Pair
from tests.faithful.texts import LEFT_OUT, LINES

KINDS = {
    "lines": LINES,
    "formulas": FORMULAS,
    "languages": LANGUAGES,
    "left-out": LEFT_OUT,
    "conversations": CONVERSATIONS,
}
PAIRS: dict[str, Pair] = {
    f"{kind}-{name}": pair for kind, pairs in KINDS.items() for name, pair in pairs.items()
}
RESPONSES = 2 * len(PAIRS)
# Names that say nothing, as voters see none.
AUTHORS = ("left-hand", "right-hand")


def write_corpus(folder: Path) -> Path:
    """The data file, with the picture it names beside it."""
    _draw_chart().save(folder / "chart.png")
    path = folder / "faithful.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows()))
    return path


def _rows() -> Iterator[dict[str, Any]]:
    for author in AUTHORS:
        yield {"type": "competitor", "slug": author, "name": author.replace("-", " ").title()}
    for kind, pairs in KINDS.items():
        for name, pair in pairs.items():
            slug = f"{kind}-{name}"
            about = {"title": slug.replace("-", " "), "category": kind, "kind": "text"}
            yield {"type": "challenge", "slug": slug, **about, "prompt": pair.prompt, **pair.more}
            for author, content in zip(AUTHORS, (pair.first, pair.second), strict=True):
                row = {"type": "response", "challenge": slug, "competitor": author}
                yield {**row, "content": content}


def _draw_chart() -> Image.Image:
    picture = Image.new("RGB", (640, 360), "#fbfaf7")
    draw = ImageDraw.Draw(picture)
    for bar in range(5):
        draw.rectangle((60 + 110 * bar, 290 - 50 * bar, 130 + 110 * bar, 330), fill="#9a3412")
    draw.line((40, 330, 600, 330), fill="#1d1c1a", width=3)
    return picture
