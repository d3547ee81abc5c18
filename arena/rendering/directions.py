"""Give each block of a response the direction of its first letter, and the language of its script.

Lines of Thai and Japanese break, and Chinese characters are drawn, by the language.
"""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

BLOCKS = frozenset(
    f"{name}_open"
    for name in ("paragraph", "heading", "bullet_list", "ordered_list", "blockquote", "table")
)
# Characters of a block that are looked at.
MOST_READ = 400
MAJORITY = 0.5

_LETTER = re.compile(r"[^\W\d_]")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
# Han alone is Chinese; with kana it is Japanese.
_OWN = {
    "ja": re.compile("[\u3041-\u30ff\uff66-\uff9d]"),
    "ko": re.compile("[\u1100-\u11ff\uac00-\ud7ff]"),
    "th": re.compile("[\u0e01-\u0e5b]"),
    "zh": re.compile(f"[{_HAN}]"),
}
_ALL = {
    "ja": re.compile(f"[\u3041-\u30ff\uff66-\uff9d{_HAN}]"),
    "ko": re.compile(f"[\u1100-\u11ff\uac00-\ud7ff{_HAN}]"),
    "th": _OWN["th"],
    "zh": _OWN["zh"],
}


def set_directions(state: StateCore) -> None:
    """For the outermost blocks: what is inside a list or a table follows by a rule of CSS."""
    depth, block, texts = 0, None, list[str]()
    for token in [*state.tokens, Token("end", "", 0)]:
        if token.type == "inline" and block is not None:
            texts.append(token.content[:MOST_READ])
        elif token.level <= depth or token.type == "end":
            _set_language(block, texts)
            block = token if token.type in BLOCKS else None
            texts = []
            if block is not None:
                block.attrs["dir"] = "auto"
        depth += {"details_open": 1, "details_close": -1}.get(token.type, 0)


def _set_language(block: Token | None, texts: list[str]) -> None:
    text = "" if block is None else " ".join(texts)[:MOST_READ]
    if block is not None and (language := language_of(text)):
        block.attrs["lang"] = language


def language_of(text: str) -> str:
    """The language that most letters are of, where its script is used by no other; else empty."""
    if text.isascii():
        return ""
    for language, own in _OWN.items():
        if own.search(text):
            share = len(_ALL[language].findall(text)) / max(len(_LETTER.findall(text)), 1)
            return language if share > MAJORITY else ""
    return ""
