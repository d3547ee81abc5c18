"""Existing challenges, categories and tags, and those that an import adds."""

from collections.abc import Iterable
from datetime import datetime

from arena.ingest.report import Refused, quoted
from arena.ingest.rows import CategoryRow, ChallengeRow
from arena.ingest.slugs import name_from
from arena.models import Category, Challenge, ChallengeState, Tag


class Challenges:
    """Challenges by slug: existing ones with these slugs, and new ones."""

    def __init__(self, slugs: Iterable[str]) -> None:
        self.new: dict[str, Challenge] = {}
        self.new_categories: dict[str, Category] = {}
        self.tags_of: dict[str, tuple[str, ...]] = {}
        self._by_slug = Challenge.objects.in_bulk(list(set(slugs)), field_name="slug")
        self._refused: set[str] = set()
        self._categories = {category.slug: category for category in Category.objects.all()}

    def add_category(self, row: CategoryRow) -> Category:
        """The category of the row, existing or new.

        Raises:
            Refused: this import has it already, with another name.
        """
        if row.slug in self.new_categories and self._categories[row.slug].name != row.name:
            earlier = self._categories[row.slug].name
            raise Refused(f"{quoted(row.slug)} was named {quoted(earlier)} before", field="name")
        return self._category(row.slug, name=row.name, description=row.description)

    def add(
        self, row: ChallengeRow, *, source: str, state: ChallengeState, now: datetime
    ) -> Challenge:
        """The challenge of the row, existing or new.

        Raises:
            Refused: the slug belongs to a challenge with another prompt.
        """
        if there := self._by_slug.get(row.slug):
            if there.prompt == row.prompt and there.turns == row.turns:
                return there
            self._refused.add(row.slug)
            raise Refused(f"{quoted(row.slug)} is a challenge with another prompt", field="prompt")
        challenge = Challenge(
            slug=row.slug,
            title=row.title,
            prompt=row.prompt,
            prompt_format=row.prompt_format,
            turns=row.turns,
            description=row.description,
            category=self._category(row.category, name=name_from(row.category)),
            kind=row.kind,
            language=row.language,
            difficulty=row.difficulty,
            state=state,
            source=source,
            published_at=now if state == ChallengeState.PUBLISHED else None,
        )
        self._by_slug[row.slug] = challenge
        self.new[row.slug] = challenge
        self.tags_of[row.slug] = row.tags
        return challenge

    def with_slug(self, slug: str) -> Challenge:
        if slug in self._refused:
            raise Refused(f"the challenge {quoted(slug)} was refused", field="challenge")
        if slug not in self._by_slug:
            raise Refused(f"there is no challenge {quoted(slug)}", field="challenge")
        return self._by_slug[slug]

    def ids_there(self) -> list[int]:
        """The ids of the existing challenges."""
        return [there.pk for slug, there in self._by_slug.items() if slug not in self.new]

    def write(self) -> None:
        """Insert the new rows, referenced ones first."""
        Category.objects.bulk_create(self.new_categories.values())
        Challenge.objects.bulk_create(self.new.values())
        self._write_tags()

    def _write_tags(self) -> None:
        slugs = {slug for tags in self.tags_of.values() for slug in tags}
        Tag.objects.bulk_create([Tag(slug=slug) for slug in sorted(slugs)], ignore_conflicts=True)
        tags = Tag.objects.in_bulk(list(slugs), field_name="slug")
        link = Challenge.tags.through
        link._default_manager.bulk_create(
            [
                link(challenge_id=challenge.pk, tag_id=tags[slug].pk)
                for name, challenge in self.new.items()
                for slug in self.tags_of[name]
            ]
        )

    def _category(self, slug: str, *, name: str, description: str = "") -> Category:
        if slug not in self._categories:
            category = Category(slug=slug, name=name, description=description)
            self._categories[slug] = self.new_categories[slug] = category
        return self._categories[slug]
