"""Who wrote a response, as far as names tell: what its names mean for a text that has them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from arena.checks.families import (
    SearchedName,
    families_in,
    is_generic,
    names_of_families,
    names_of_vendors,
    vendors_of,
)
from arena.checks.folding import folded
from arena.models import Competitor


class Kinship(Enum):
    """Whose name it is that a response has."""

    UNKNOWN = "of nobody knows whom"
    OWN = "of its author's family"
    NEAR = "of its author's maker, or of another family of that maker"
    OTHER = "of somebody else"


@dataclass(frozen=True, slots=True)
class Author:
    """The names of who wrote a response, folded.

    Attributes:
        full: of the model itself, by which it is known in the arena.
        own: of its families.
        near: of its makers, and of their other families.
    """

    full: frozenset[str]
    own: frozenset[str]
    near: frozenset[str]

    def kinship_of(self, name: SearchedName) -> Kinship:
        if not self.own:
            return Kinship.UNKNOWN
        if name.words in self.own:
            return Kinship.OWN
        return Kinship.NEAR if name.words in self.near else Kinship.OTHER


def authors_of(competitors: Iterable[Competitor]) -> dict[str, Author]:
    """Each competitor's author by its slug; competitors that were merged are one author."""
    there = list(competitors)
    merged: dict[int | str, list[Competitor]] = {}
    for each in there:
        merged.setdefault(_root(each), []).append(each)
    authors = {root: _author(each) for root, each in merged.items()}
    return {each.slug: authors[_root(each)] for each in there}


def _root(competitor: Competitor) -> int | str:
    """What it and all that are merged with it share; new ones have no id yet."""
    return competitor.merged_into_id or competitor.pk or competitor.slug


def _author(competitors: Iterable[Competitor]) -> Author:
    there = list(competitors)
    names = [name.strip() for each in there for name in _names(each)]
    families = frozenset(family for name in names for family in families_in(name))
    makers = {*vendors_of(families), *(each.provider.strip() for each in there)}
    own = {
        *names_of_families(families),
        *(folded(name) for name in names if name.isalpha() and not is_generic(folded(name))),
    }
    # A family may go by a name of which its key is only a part: `step` of StepFun.
    near = names_of_vendors(filter(None, makers)) | families
    return Author(
        full=frozenset(map(folded, filter(None, names))),
        own=frozenset(own),
        near=near | frozenset(map(folded, filter(None, makers))),
    )


def _names(competitor: Competitor) -> Iterator[str]:
    yield from (competitor.name, competitor.slug, *map(str, competitor.aliases))


def digest_of(authors: Mapping[str, Author]) -> list[tuple[str, list[str], list[str], list[str]]]:
    """What changes when the names of some author do."""
    return [
        (slug, sorted(each.full), sorted(each.own), sorted(each.near))
        for slug, each in sorted(authors.items())
    ]
