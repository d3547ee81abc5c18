"""Characters that deceive: what turns text round, and what is there and cannot be seen."""

import unicodedata

_OVERRIDES = (0x202D, 0x202E)
_BIDIRECTIONAL = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))


def _named(codes: tuple[int, ...]) -> dict[int, str]:
    return {code: f"[U+{code:04X}]" for code in codes}


_IN_PROSE, _IN_CODE = _named(_OVERRIDES), _named(_BIDIRECTIONAL)


def tell_overrides(text: str) -> str:
    """Prose with the characters that reverse letters named instead.

    Embeddings and isolates stay: languages written from right to left need them, and they end
    with their paragraph.
    """
    return text.translate(_IN_PROSE)


def tell_directions(text: str) -> str:
    """Code with every character that turns its direction named instead.

    Source:
        Boucher and Anderson, "Trojan Source: Invisible Vulnerabilities" (2021).
    """
    return text.translate(_IN_CODE)


def is_visible(text: str) -> bool:
    """Whether there is anything to see: letters, digits, marks, symbols."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)
