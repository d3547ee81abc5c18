"""What a voter would like to judge: a category, a kind, a language, or one challenge.

A choice narrows what a match is drawn from; the law of drawing stays the same within it. It is
written as the query of an address is, such as `category=coding&kind=text`: in the voter's cookie,
in the row of the match, and in dumps.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from urllib.parse import parse_qsl, urlencode

from arena.errors import ChoiceNotKnown
from arena.models import BrieflyKept, Category, Challenge, Kind

# How often a process looks again what there is to choose from.
OPTIONS_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Slugs, a kind and a language tag; what is empty is not chosen."""

    category: str = ""
    kind: str = ""
    language: str = ""
    challenge: str = ""

    def __bool__(self) -> bool:
        return any(astuple(self))

    def __str__(self) -> str:
        chosen = ((field.name, getattr(self, field.name)) for field in fields(self))
        return urlencode([(name, value) for name, value in chosen if value])

    @classmethod
    def read(cls, text: str) -> "Choice":
        """What `str` has written; parts with other names are left out."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in parse_qsl(text) if name in names})


ANYTHING = Choice()


@dataclass(frozen=True, slots=True)
class Options:
    """What published challenges can be chosen by: categories by slug, with their names; kinds;
    language tags."""

    categories: dict[str, str]
    kinds: Sequence[Kind]
    languages: Sequence[str]


def _read_options() -> Options:
    published = Challenge.objects.published().order_by()
    rows = list(
        published.values_list("category__slug", "category__name", "kind", "language").distinct()
    )
    named = sorted({(name, slug) for slug, name, *_ in rows})
    kinds = {kind for *_, kind, _language in rows}
    return Options(
        categories={slug: name for name, slug in named},
        kinds=[kind for kind in Kind if kind in kinds],
        languages=sorted({language for *_, language in rows} - {""}),
    )


options = BrieflyKept(_read_options, seconds=OPTIONS_SECONDS)


def require_known(choice: Choice) -> Choice:
    """The same choice, if all of it is known.

    Raises:
        ChoiceNotKnown: there is no such category, kind, language or challenge.
    """
    for field in fields(choice):
        value = getattr(choice, field.name)
        if value and not _is_known(field.name, value):
            raise ChoiceNotKnown(field.name, value)
    return choice


def known_part_of(choice: Choice) -> Choice:
    """The choice without what is not known, or not any more."""
    kept = {field.name: getattr(choice, field.name) for field in fields(choice)}
    return Choice(**{name: value for name, value in kept.items() if _is_known(name, value)})


def _is_known(name: str, value: str) -> bool:
    if not value:
        return True
    if "\0" in value:  # which the database refuses to look for
        return False
    there = options.current()
    if name == "kind":
        return value in Kind.values
    if name == "language":
        return value in there.languages
    if name == "category":
        return value in there.categories or Category.objects.filter(slug=value).exists()
    return Challenge.objects.public().filter(slug=value).exists()
