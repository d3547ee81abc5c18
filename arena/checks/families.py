"""Names of models split into families, and the families and vendors that are known.

`families.json` lists the known ones; staff add others (`KnownName`), and the models of the arena
bring theirs: `florin-2.1` is of the family florin.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from arena.checks.folding import folded
from arena.models import Competitor, KnownName, NameKind

_FILE = Path(__file__).with_name("families.json")
_RUNS = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*")
_CAMEL = re.compile(r"(?<=[a-z]{3})(?=[A-Z]{2}|[A-Z][a-z])")
# First words of names that are no family: they say what it is, not which.
_GENERIC = frozenset(
    [
        "a",
        "ai",
        "agent",
        "an",
        "answer",
        "api",
        "assistant",
        "base",
        "baseline",
        "bot",
        "candidate",
        "chat",
        "claim",
        "coder",
        "control",
        "custom",
        "default",
        "demo",
        "draft",
        "experiment",
        "expert",
        "fast",
        "fine",
        "finetuned",
        "ft",
        "gen",
        "generator",
        "human",
        "instruct",
        "internal",
        "language",
        "large",
        "latest",
        "llm",
        "lm",
        "long",
        "main",
        "mini",
        "model",
        "my",
        "name",
        "new",
        "nano",
        "old",
        "open",
        "opt",
        "our",
        "preview",
        "prod",
        "prompt",
        "pro",
        "random",
        "reference",
        "response",
        "run",
        "sample",
        "short",
        "small",
        "subject",
        "system",
        "team",
        "template",
        "test",
        "text",
        "the",
        "tuned",
        "turbo",
        "user",
        "v",
        "variant",
        "version",
        "writer",
        "x",
        "meta",
        "google",
        "microsoft",
        "amazon",
        "nvidia",
        "ibm",
        "apple",
    ]
)
SHORTEST_FAMILY = 2


@dataclass(frozen=True, slots=True)
class SearchedName:
    """A family or a vendor as it is looked for.

    Attributes:
        words: the name, folded.
        is_vendor: who makes models, rather than a model.
        is_plain: it is an ordinary word or a person's name as well, so more has to be said.
    """

    words: str
    is_vendor: bool
    is_plain: bool


def families_in(name: str) -> set[str]:
    """All families in the name of a model: of `elyza-llama-3` elyza and llama."""
    known = _known_families()
    words = _RUNS.findall(folded(name))
    found = {family_of(name), *(known[word] for word in words if word in known)} - {""}
    return found - _sizes() or found


@cache
def _sizes() -> frozenset[str]:
    """Families that are named after a form of verse, and stand for a size of another family."""
    return frozenset(each["family"] for each in _file()["families"] if each.get("size"))


def is_generic(word: str) -> bool:
    """Whether a word says what a model is, not which."""
    return word in _GENERIC


@cache
def _families_by_vendor() -> dict[str, frozenset[str]]:
    """The families of each vendor, by each of the vendor's names, folded."""
    families: dict[str, set[str]] = {}
    for family in _file()["families"]:
        for vendor in family["vendors"]:
            for name in _same_vendor(vendor):
                families.setdefault(name, set()).add(family["family"])
    return {vendor: frozenset(each) for vendor, each in families.items()}


def _same_vendor(vendor: str) -> frozenset[str]:
    """All names of a vendor, folded."""
    low = folded(vendor)
    return _vendor_names().get(low, frozenset({low}))


@cache
def _vendor_names() -> dict[str, frozenset[str]]:
    by_name: dict[str, frozenset[str]] = {}
    for vendor in _file()["vendors"]:
        names = frozenset(folded(name) for name in vendor["names"])
        for name in names:
            by_name[name] = by_name.get(name, frozenset()) | names
    return by_name


def names_of_families(families: Iterable[str]) -> frozenset[str]:
    """The names of these families as they are looked for."""
    wanted = set(families)
    listed = [each for each in _file()["families"] if each["family"] in wanted]
    unlisted = wanted - {each["family"] for each in listed}
    return frozenset(unlisted).union(
        _spelled_out(name) for each in listed for name in each["names"]
    )


def vendors_of(families: Iterable[str]) -> frozenset[str]:
    wanted = set(families)
    listed = (each["vendors"] for each in _file()["families"] if each["family"] in wanted)
    return frozenset(vendor for vendors in listed for vendor in vendors)


def names_of_vendors(vendors: Iterable[str]) -> frozenset[str]:
    """The names of these vendors, and of all their families, as they are looked for."""
    names = frozenset(name for vendor in vendors for name in _same_vendor(vendor))
    families = {family for name in names for family in _families_by_vendor().get(name, ())}
    spelled = (each["names"] for each in _file()["vendors"])
    makers = (name for group in spelled for name in group if folded(name) in names)
    return names.union(map(_spelled_out, makers), names_of_families(families))


def family_of(name: str) -> str:
    """The family of a model: of `claude-2.1` claude, of `gpt4_1106` gpt; empty if it has none."""
    known = _known_families()
    words = _RUNS.findall(folded(name))
    for word in words:
        if word in known:
            return known[word]
    joined = " ".join(words)
    for phrase, family in known.items():
        if " " in phrase and f" {phrase} " in f" {joined} ":
            return family
    longest = max((each for each in known if _begins(words, each)), key=len, default="")
    if longest:
        return known[longest]
    return next(iter(_own_words(words)), "")


def _begins(words: list[str], known: str) -> bool:
    """Whether some word begins with a distinctive known family, as in `qwenlong`."""
    return len(known) > 3 and any(word.startswith(known) for word in words)  # noqa: PLR2004


def _own_words(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if word.isalpha() and len(word) >= SHORTEST_FAMILY and word not in _GENERIC:
            yield word


def searched_names(competitors: Iterable[Competitor]) -> list[SearchedName]:
    """All families and vendors to look for: those listed, those of staff, those of the arena."""
    return list(_merged(competitors))


def _merged(competitors: Iterable[Competitor]) -> Iterator[SearchedName]:
    there: set[tuple[str, bool]] = set()
    for name in (*listed_names(), *_of_staff(), *_of_arena(competitors)):
        if name.words and (key := (name.words, name.is_vendor)) not in there:
            there.add(key)
            yield name


@cache
def listed_names() -> tuple[SearchedName, ...]:
    """The families and vendors of the file."""
    return tuple(_read_listed())


def _read_listed() -> Iterator[SearchedName]:
    listed = _file()
    for family in listed["families"]:
        for name in family["names"]:
            is_plain = family["plain"] and not _is_unusual(name)
            yield SearchedName(_spelled_out(name), is_vendor=False, is_plain=is_plain)
    for vendor in listed["vendors"]:
        for name in vendor["names"]:
            yield SearchedName(_spelled_out(name), is_vendor=True, is_plain=vendor["plain"])


def _spelled_out(name: str) -> str:
    """Folded, with a space where a word begins within a word: "ChatGPT" is also "chat gpt"."""
    return folded(_CAMEL.sub(" ", name))


def _is_unusual(name: str) -> bool:
    """Whether a name is one by itself: of two words, or with a digit."""
    return " " in name or any(sign.isdigit() for sign in name)


def _of_staff() -> Iterator[SearchedName]:
    for row in KnownName.objects.all():
        is_vendor = row.kind == NameKind.VENDOR
        yield SearchedName(folded(row.name), is_vendor=is_vendor, is_plain=not is_vendor)


def _of_arena(competitors: Iterable[Competitor]) -> Iterator[SearchedName]:
    for competitor in competitors:
        names = [competitor.name, competitor.slug, *map(str, competitor.aliases)]
        for family in map(family_of, names):
            yield SearchedName(family, is_vendor=False, is_plain=True)
        for name in names:
            if name.isalpha():
                yield SearchedName(folded(name), is_vendor=False, is_plain=True)
        yield SearchedName(folded(competitor.provider.strip()), is_vendor=True, is_plain=True)


@cache
def _known_families() -> dict[str, str]:
    return {
        " ".join(_RUNS.findall(folded(name))): family["family"]
        for family in _file()["families"]
        for name in (family["family"], *family["names"], *family.get("also", ()))
    }


@cache
def _file() -> Any:
    return json.loads(_FILE.read_text(encoding="utf-8"))
