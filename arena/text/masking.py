"""Words that are not shown."""

import re
from collections.abc import Collection

# As long for every word, so that its length tells nothing.
MASKED = "▮▮▮"


def mask_words(text: str, words: Collection[str]) -> str:
    """The text with each of the words, in upper or lower case, replaced by `MASKED`."""
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    if not longest_first:
        return text
    return re.sub("|".join(map(re.escape, longest_first)), MASKED, text, flags=re.IGNORECASE)
