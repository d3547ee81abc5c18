"""Words that are not shown."""

import re
from collections.abc import Collection

from arena.text.reasoning import TAGS

# As long for every word, so that its length tells nothing.
MASKED = "▮▮▮"
# Stay, so that a mask moves no reasoning into the answer.
_TAGS = "|".join(re.escape(tag) for pair in TAGS for tag in pair)


def mask_words(text: str, words: Collection[str]) -> str:
    """The text with each of the words, in upper or lower case, replaced by `MASKED`."""
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    if not longest_first:
        return text
    words_or_tags = f"(?P<tag>{_TAGS})|" + "|".join(map(re.escape, longest_first))
    return re.sub(words_or_tags, lambda found: found["tag"] or MASKED, text, flags=re.IGNORECASE)
