"""The sentence around a name, with signs in place of all names."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from arena.checks.evidence import Clue, clues_in, split_words
from arena.checks.folding import FoldedText
from arena.checks.mentions import Mention

# What stands for the name that is looked at, for another family, and for another vendor.
NAME, FAMILY, VENDOR = "\ue000", "\ue001", "\ue002"
# Characters looked at on each side of a name, and on each side of its sentence.
_REACH = 240
# A sentence of fewer words beside the name is read with the one before and the one after it.
_FRAGMENT = 5
_ENDS = re.compile(
    r"\.+[\")']*(?=\s|$)(?<!\bmr\.)(?<!\bdr\.)(?<!\bms\.)(?<!\bvs\.)(?<!\binc\.)(?<!\bst\.)"
    r"|[!?。]+[\")']*|\n+"
)
_MARKS = re.compile(rf"[{NAME}{FAMILY}{VENDOR}\W\d_]|より|드림|敬上")
_LISTED = re.compile(r"\s*(?:[-*•+]|\d+[.)]|\|)\s")
_LETTERS = re.compile(r"[^\W\d_]")
# Letters beside a quotation that make it one of several things said.
_OUTSIDE = 3
# Characters of a quotation that are looked at on each side of a name.
_QUOTED = 300
_BETWEEN = ".!?。\n \"')"


@dataclass(frozen=True)
class Sentence:
    """A sentence in lower case, in which `NAME` stands for the name that is looked at.

    Attributes:
        low: the sentence.
        mention: the name.
        is_fragment: it is short, so its neighbours are there, too.
        families: other families that are named.
        vendors: other vendors that are named.
    """

    low: str
    mention: Mention
    is_fragment: bool
    families: frozenset[str]
    vendors: frozenset[str]

    @cached_property
    def before(self) -> str:
        return self.low.partition(NAME)[0]

    @cached_property
    def after(self) -> str:
        return self.low.partition(NAME)[2]

    @cached_property
    def line(self) -> str:
        """The line of the name."""
        return self.before.rpartition("\n")[2] + NAME + self.after.partition("\n")[0]

    @cached_property
    def rest_of_line(self) -> str:
        """Its letters beside names and what may stand under a letter."""
        return _MARKS.sub("", self.line)

    @cached_property
    def words(self) -> Sequence[re.Match[str]]:
        return split_words(self.low)

    @cached_property
    def at(self) -> int:
        """The number of the name among the words."""
        return next(i for i, word in enumerate(self.words) if word[0] == NAME)

    @cached_property
    def clues(self) -> Sequence[Clue]:
        return tuple(clues_in(self.low, self.words))

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(clue.kind for clue in self.clues)

    def of(self, *kinds: str) -> Iterator[Clue]:
        return (clue for clue in self.clues if clue.kind in kinds)

    def distance(self, clue: Clue) -> float:
        """The number of words from a clue to the name; 1 if they touch."""
        between = (clue.end, self.at) if clue.end <= self.at else (self.at + 1, clue.start)
        return 1 + self.length(*between)

    def length(self, start: int, end: int) -> float:
        """How many words there are; in scripts without spaces two characters are one."""
        return sum(1 if word[0].isascii() else 0.5 for word in self.words[start:end])

    def near(self, first: str, second: str, within: int, *, in_order: bool = False) -> bool:
        """Whether clues of two kinds have at most so many words between them."""
        return any(
            self.length(min(one.end, other.end), max(one.start, other.start)) <= within
            and not (in_order and other.start < one.start)
            for one in self.of(first)
            for other in self.of(second)
        )


def sentence_of(text: FoldedText, mention: Mention, mentions: Sequence[Mention]) -> Sentence:
    """The sentence of a mention; `mentions` are all of the text, in their order."""
    low = text.low
    start, end = _bounds(low, mention.start, mention.end)
    beside = split_words(low[start : mention.start] + " " + low[mention.end : end])
    is_fragment = len(beside) < _FRAGMENT
    if is_fragment:
        before = start
        while before and low[before - 1] in _BETWEEN:
            before -= 1
        start = _bounds(low, before, before)[0]
        end = _bounds(low, end, end)[1]
    shown = list(_shown(mention, mentions, start, end))
    names = [each.name for each in shown if each is not mention]
    return Sentence(
        low="".join(_with_signs(low, shown, mention, start, end)),
        mention=mention,
        is_fragment=is_fragment,
        families=frozenset(each.words for each in names if not each.is_vendor),
        vendors=frozenset(each.words for each in names if each.is_vendor),
    )


def _bounds(low: str, start: int, end: int) -> tuple[int, int]:
    first = begin = max(start - _REACH, 0)
    for match in _ENDS.finditer(low[begin:start]):
        first = begin + match.end()
    last = _ENDS.search(low[end : end + _REACH])
    return first, end + last.end() if last else min(end + _REACH, len(low))


def _shown(
    mention: Mention, mentions: Sequence[Mention], start: int, end: int
) -> Iterator[Mention]:
    """The mentions in a part of the text that do not overlap, this one among them."""
    done = start
    first = bisect_left(mentions, start, key=lambda each: each.start)
    for each in islice(mentions, first, None):
        if each.start >= end:
            return
        overlaps = each is not mention and each.start < mention.end and each.end > mention.start
        if each.start >= done and not overlaps:
            done = each.end
            yield each


def _with_signs(
    low: str, shown: Sequence[Mention], mention: Mention, start: int, end: int
) -> Iterator[str]:
    done = start
    for each in shown:
        yield low[done : each.start]
        yield NAME if each is mention else VENDOR if each.name.is_vendor else FAMILY
        done = each.end
    yield low[done : max(end, done)]


def is_quoted(text: FoldedText, start: int, end: int) -> bool:
    """Whether a name is within a quotation; a text that is quoted as a whole is its own."""
    low = text.low
    first = max(low.rfind("\n", 0, start) + 1, start - _QUOTED)
    before, after = low[first:start], low[end : end + _QUOTED]
    if before.count('"') % 2 == 0:
        return False
    opening, _, inner = before.rpartition('"')
    rest, _, closing = after.partition('"')
    outside = low[max(first - _QUOTED, 0) : first] + opening + closing
    return bool(_LETTERS.search(inner + rest)) and len(_LETTERS.findall(outside)) > _OUTSIDE


def is_listed(text: FoldedText, start: int) -> bool:
    """Whether a name is in an item of a list, or in a row of a table."""
    low = text.low
    end = low.find("\n", start)
    line = low[low.rfind("\n", 0, start) + 1 : end if end >= 0 else len(low)]
    item = _LISTED.match(line)
    if not item:
        return line.count("|") > 1
    mark = item[0].lstrip()[0]
    return mark.isdigit() or low.count(f"\n{mark} ") + low.startswith(mark) > 1
