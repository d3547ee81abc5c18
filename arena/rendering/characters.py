"""Bidirectional and invisible characters, which can hide what a text says."""

import unicodedata

_OVERRIDES = (0x202D, 0x202E)
_BIDIRECTIONAL = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))


def _named(codes: tuple[int, ...]) -> dict[int, str]:
    return {code: f"[U+{code:04X}]" for code in codes}


_IN_PROSE, _IN_CODE = _named(_OVERRIDES), _named(_BIDIRECTIONAL)


def replace_overrides(text: str) -> str:
    """Replace characters that reverse letters by their names, in prose.

    Embeddings and isolates stay: languages written from right to left need them, and they end
    with their paragraph.
    """
    return text.translate(_IN_PROSE)


def replace_directional(text: str) -> str:
    """Replace all bidirectional control characters by their names, in code.

    Source:
        Boucher and Anderson, "Trojan Source: Invisible Vulnerabilities" (2021).
    """
    return text.translate(_IN_CODE)


def is_visible(text: str) -> bool:
    """Whether the text has a visible character: letter, digit, mark or symbol."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)
