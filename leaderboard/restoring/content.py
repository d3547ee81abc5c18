"""Challenges, competitors and responses of a dump."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from typing import Any

from django.db import models

from arena.models import Category, Challenge, Competitor, Kind, Response, Tag, Withdrawal
from leaderboard.models import FEATURES, ResponseStyle
from leaderboard.restoring.folder import DumpFolder, Row, optional_time

# Rows that are written at a time; responses may be long.
BATCH, CONTENTS = 2_000, 200
WITHDRAWN = "It was withdrawn before the dump, which does not have what it said."


@dataclass
class Names:
    """Ids by slug, of what other tables name."""

    categories: dict[str, int] = field(default_factory=dict)
    challenges: dict[str, int] = field(default_factory=dict)
    competitors: dict[str, int] = field(default_factory=dict)

    def challenge(self, slug: str | None) -> int | None:
        return None if slug is None else self.challenges[slug]

    def competitor(self, slug: str | None) -> int | None:
        return None if slug is None else self.competitors[slug]


def write_rows[Made: models.Model](
    model: type[Made],
    rows: Iterable[Row],
    make: Callable[[Row], Made],
    *,
    size: int = BATCH,
    after: Callable[[list[Row]], None] = len,  # type: ignore[assignment]
) -> int:
    """Make a row of each, some at a time, and say how many there were."""
    number = 0
    for some in map(list, batched(rows, size)):
        model._default_manager.bulk_create([make(row) for row in some])
        after(some)
        number += len(some)
    return number


def restore_content(dump: DumpFolder) -> tuple[Names, Mapping[str, int]]:
    """Write the content; the ids by slug, and how many of each there are."""
    names = Names()
    _write_categories(dump, names)
    numbers = {
        "challenges": _write_challenges(dump, names),
        "competitors": _write_competitors(dump, names),
        "responses": _write_responses(dump, names),
    }
    return names, numbers


def _write_categories(dump: DumpFolder, names: Names) -> None:
    """By the names that their boards have."""
    slugs = {row["category"] for row in dump.rows("challenges")}
    filters = ("challenge", "kind", "language", "window_days", "style_controlled")
    titles = {
        row["category"]: row["name"]
        for row in dump.rows("boards")
        if row["category"] and not any(row[name] for name in filters)
    }
    made = Category.objects.bulk_create(
        Category(slug=slug, name=titles.get(slug) or slug.replace("-", " ").capitalize())
        for slug in sorted(slugs | titles.keys())
    )
    names.categories = {each.slug: each.pk for each in made}


def _write_challenges(dump: DumpFolder, names: Names) -> int:
    supersedes: dict[int, str] = {}
    tags: dict[int, list[str]] = {}

    def make(row: Row) -> Challenge:
        names.challenges[row["slug"]] = row["id"]
        if row["supersedes"]:
            supersedes[row["id"]] = row["supersedes"]
        tags[row["id"]] = row["tags"]
        same = (
            *("id", "slug", "title", "prompt", "prompt_format", "turns", "kind", "language"),
            *("difficulty", "state", "source"),
        )
        return Challenge(
            **{name: row[name] for name in same},
            category_id=names.categories[row["category"]],
            responses_public=row.get("responses_public"),
            published_at=optional_time(row["published_at"]),
        )

    number = write_rows(Challenge, dump.rows("challenges"), make, size=CONTENTS)
    for pk, slug in supersedes.items():
        # What a dump does not have, a challenge that is not public, is named by nothing here.
        Challenge.objects.filter(pk=pk).update(supersedes=names.challenges.get(slug))
    _write_tags(tags)
    return number


def _write_tags(tags: Mapping[int, list[str]]) -> None:
    slugs = sorted({slug for some in tags.values() for slug in some})
    ids = {each.slug: each.pk for each in Tag.objects.bulk_create(Tag(slug=s) for s in slugs)}
    link = Challenge.tags.through
    link._default_manager.bulk_create(
        link(challenge_id=pk, tag_id=ids[slug]) for pk, some in tags.items() for slug in some
    )


def _write_competitors(dump: DumpFolder, names: Names) -> int:
    merged: dict[int, str] = {}

    def make(row: Row) -> Competitor:
        names.competitors[row["slug"]] = row["id"]
        if row["merged_into"]:
            merged[row["id"]] = row["merged_into"]
        day = row["released_on"]
        return Competitor(
            **{name: row[name] for name in ("id", "slug", "name", "provider", "description")},
            released_on=date.fromisoformat(day) if day else None,
            retired_at=optional_time(row["retired_at"]),
            source=row["source"],
        )

    number = write_rows(Competitor, dump.rows("competitors"), make)
    for pk, slug in merged.items():
        Competitor.objects.filter(pk=pk).update(merged_into=names.competitors[slug])
    return number


def _write_responses(dump: DumpFolder, names: Names) -> int:
    def make(row: Row) -> Response:
        same = ("id", "sample", "kind", "language", "turns", "media_type", "sha256", "source")
        return Response(
            **{name: row[name] for name in same},
            challenge_id=names.challenges[row["challenge"]],
            competitor_id=names.competitors[row["competitor"]],
            content=_content_of(row),
            file=row["file"] or "",
            generated_at=optional_time(row["generated_at"]),
        )

    def write_beside(some: list[Row]) -> None:
        Withdrawal.objects.bulk_create(
            Withdrawal(response_id=row["id"], reason=WITHDRAWN)
            for row in some
            if not row["is_public"]
        )
        ResponseStyle.objects.bulk_create(_styles(some))

    rows = dump.rows("responses")
    return write_rows(Response, rows, make, size=CONTENTS, after=write_beside)


def _content_of(row: Row) -> str:
    """Of what was withdrawn there is none, which only a text may have."""
    if row["is_public"]:
        return str(row["content"])
    return "" if row["kind"] == Kind.TEXT else WITHDRAWN


def _styles(some: Iterable[Row]) -> Iterator[Any]:
    for row in some:
        if row["length"] is not None:
            yield ResponseStyle(response_id=row["id"], **{name: row[name] for name in FEATURES})
