"""Existing competitors and those that an import adds, by slug and by name."""

from collections.abc import Collection

from arena.ingest.report import Refused, quoted
from arena.ingest.rows import CompetitorRow
from arena.ingest.slugs import distinct_slugs, slug_from
from arena.models import Competitor


class Competitors:
    """All competitors, existing and new."""

    def __init__(self) -> None:
        self.new: dict[str, Competitor] = {}
        self._refused: set[str] = set()
        self._by_slug: dict[str, Competitor] = {}
        # By case-folded name and slug, since readers could not distinguish names by case alone.
        self._by_folded_slug: dict[str, Competitor] = {}
        self._by_folded_name: dict[str, Competitor] = {}
        for competitor in Competitor.objects.all():
            self._remember(competitor)

    def add(self, row: CompetitorRow, *, source: str) -> Competitor:
        """The competitor of the row, existing or new.

        Raises:
            Refused: slug or name belong to another competitor.
        """
        try:
            self._refuse_similar_name(row)
        except Refused:
            self._refused.add(row.slug)
            raise
        if row.slug in self._by_slug:
            return self._by_slug[row.slug]
        competitor = Competitor(
            slug=row.slug,
            name=row.name,
            provider=row.provider,
            description=row.description,
            released_on=row.released_on,
            specs=row.specs | ({"id": row.outside_id} if row.outside_id else {}),
            source=source,
        )
        self.new[row.slug] = competitor
        self._remember(competitor)
        return competitor

    def with_slug(self, slug: str) -> Competitor:
        if slug in self._refused:
            raise Refused(f"the competitor {quoted(slug)} was refused", field="competitor")
        if slug not in self._by_slug:
            raise Refused(f"there is no competitor {quoted(slug)}", field="competitor")
        return self._by_slug[slug]

    def by_name(self, text: str) -> Competitor | None:
        """The competitor with exactly this name, alias or slug.

        Raises:
            Refused: it is the name of one and the slug of another.
        """
        named = self._by_folded_name.get(text.casefold())
        named = named if named and text in {named.name, *named.aliases} else None
        slugged = self._by_slug.get(text)
        if named and slugged and named is not slugged:
            raise Refused(f"{quoted(text)} is the name of one competitor and the slug of another")
        return named or slugged

    def slugs_for(self, names: Collection[str]) -> dict[str, str]:
        """A slug for each name that no competitor has yet, of its own."""
        new = [name for name in names if not self._is_known(name)]
        ids = {str(each.specs["id"]): each for each in self._by_slug.values() if "id" in each.specs}
        # Staff may have renamed what came with this name.
        same = {name: ids[name].slug for name in new if name in ids}
        same = {name: slug for name, slug in same.items() if slug == slug_from(name)}
        return same | distinct_slugs(
            [name for name in new if name not in same], taken=self._by_slug.keys()
        )

    def named_twice(self, names: Collection[str]) -> dict[str, str]:
        """Of names that are slugs: the name of the competitor, if that is given as well and more
        than spaces and case tell them apart."""
        found = {}
        for name in names:
            other = self._by_slug[name].name if name in self._by_slug else name
            words = "-".join(other.casefold().split())
            if other != name and other in names and words != name.casefold():
                found[name] = other
        return found

    def _is_known(self, name: str) -> bool:
        try:
            return self.by_name(name) is not None
        except Refused:
            return True

    def write(self) -> None:
        Competitor.objects.bulk_create(self.new.values())

    def _remember(self, competitor: Competitor) -> None:
        self._by_slug[competitor.slug] = competitor
        self._by_folded_slug[competitor.slug.casefold()] = competitor
        for alias in competitor.aliases:
            self._by_folded_name.setdefault(alias.casefold(), competitor)
        self._by_folded_name[competitor.name.casefold()] = competitor

    def _refuse_similar_name(self, row: CompetitorRow) -> None:
        same = self._by_folded_slug.get(row.slug.casefold())
        if same and same.slug != row.slug:
            raise Refused(
                f"{quoted(row.slug)} differs only by case from {quoted(same.slug)}", field="slug"
            )
        if same and not self._is_the_same(row, same):
            taken = f"the slug {quoted(row.slug)} belongs to {quoted(same.name)}"
            raise Refused(f"{taken}, not to {quoted(row.name)}", field="slug")
        other = self._by_folded_name.get(row.name.casefold())
        if not same and other:
            word = "is" if other.name == row.name else "differs only by case from"
            whose = f"the name of the competitor {quoted(other.slug)}"
            raise Refused(f"{quoted(row.name)} {word} {whose}", field="name")

    def _is_the_same(self, row: CompetitorRow, same: Competitor) -> bool:
        """Staff may rename what is in the database; within one import, and where the slug was
        made from something else, an equal slug may be chance."""
        if row.outside_id:
            return row.outside_id in {same.specs.get("id"), same.name}
        return same.slug not in self.new or same.name == row.name
