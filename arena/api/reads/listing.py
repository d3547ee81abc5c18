"""Lists: sorted, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from rest_framework.request import Request

from arena import site
from arena.api.reads.answering import Answer, etag_of
from arena.api.reads.cursors import Cursor, read_cursor, write_cursor
from arena.api.reads.paging import Slice, Sort, page_of_list, page_of_rows
from arena.api.reads.parameters import Parameter, between, one_of
from arena.api.reads.parameters import text as text_parameter
from arena.api.reads.schema import page_shape
from arena.api.reads.views import BaseRead, OwnRead, Read, only

MOST, USUAL = 200, 100
# As long as a cursor can be: what is sorted by may be a name.
LONGEST_CURSOR = 2_000


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list is made of.

    Args:
        rows: all of them, sorted by the read; a queryset, or a sequence that is in memory.
        as_json: these rows, each as its members.
        version: of what is in memory: it changes whenever the rows do. Rows of the database are
            compared by what was read of them.
        number: the version that a cursor keeps to, so that a next page is of the same.
        facts: what stands for these rows in their version, if they are shown with what differs
            from time to time, such as signed addresses.
    """

    rows: QuerySet[Any] | Sequence[Any]
    as_json: Callable[[Sequence[Any]], list[dict[str, Any]]]
    version: str = ""
    number: int | None = None
    facts: Callable[[Sequence[Any]], Any] | None = None


class ListingRead(BaseRead):
    """
    Args:
        sorts: what the list may be sorted by, the usual first.
        is_falling: whether the usual order is from the last to the first.
    """

    sorts: ClassVar[Mapping[str, Sort]]
    is_falling: ClassVar[bool] = False

    def listing(self, request: Request, asked: dict[str, Any], **place: Any) -> Listing:
        raise NotImplementedError

    @classmethod
    def answer_shape(cls) -> Any:
        return page_shape(cls.result)

    @classmethod
    def shared_parameters(cls) -> Sequence[Parameter]:
        orders = [f"{sign}{name}" for name in cls.sorts for sign in ("", "-")]
        usual = f"{'-' if cls.is_falling else ''}{next(iter(cls.sorts))}"
        return (
            *super().shared_parameters(),
            one_of("sort", orders, f"Sorted by this, with a minus falling; usually {usual}."),
            between("limit", 1, MOST, f"How many at most; usually {USUAL}."),
            _CURSOR,
        )

    def read(self, request: Request, asked: dict[str, Any], **place: Any) -> Answer:
        of = self._list_name(request)
        cursor = read_cursor(asked["cursor"], of=of) if "cursor" in asked else None
        if cursor is not None and cursor.version is not None:
            asked["version"] = cursor.version
        found = self.listing(request, asked, **place)
        page = self._page(found, asked, cursor)
        address = f"{site.origin_of(request)}{request.path}"
        links = {
            name: self._link(request, address, each, of)
            for name, each in (("next", page.next), ("previous", page.previous))
        }
        fields = asked.get("fields")

        def results() -> list[dict[str, Any]]:
            return [only(each, fields) for each in found.as_json(page.rows)]

        if found.version:
            version = etag_of(found.version, address, sorted(request.GET.lists()))
            return self._answer(version, results, links)
        if found.facts is not None:
            version = etag_of(links, fields, found.facts(page.rows))
            return self._answer(version, results, links)
        rows = results()
        return self._answer(etag_of(links, rows), lambda: rows, links)

    def _answer(
        self,
        version: str,
        results: Callable[[], list[dict[str, Any]]],
        links: Mapping[str, str | None],
    ) -> Answer:
        return Answer(version, lambda: {**links, "results": results()})

    def _page(self, found: Listing, asked: dict[str, Any], cursor: Cursor | None) -> Slice[Any]:
        limit = asked.get("limit", USUAL)
        name = asked.get("sort") or f"{'-' if self.is_falling else ''}{next(iter(self.sorts))}"
        sort, is_falling = self.sorts[name.removeprefix("-")], name.startswith("-")
        if isinstance(found.rows, QuerySet):
            return page_of_rows(found.rows, sort, is_falling=is_falling, limit=limit, cursor=cursor)
        ordered = in_order(found.rows, sort, is_falling=is_falling)
        return page_of_list(ordered, limit=limit, cursor=cursor, version=found.number)

    def _link(self, request: Request, address: str, cursor: Cursor | None, of: str) -> str | None:
        if cursor is None:
            return None
        kept = {name: value for name, value in request.GET.items() if name != "cursor"}
        return f"{address}?{urlencode({**kept, 'cursor': write_cursor(cursor, of=of)})}"

    def _list_name(self, request: Request) -> str:
        """The list with its filters and its order, whichever page and members of it."""
        given = sorted(request.GET.items())
        return repr((request.path, [each for each in given if each[0] not in _OF_A_PAGE]))


class ListRead(ListingRead, Read):
    """A list that anybody may read."""


class OwnListRead(ListingRead, OwnRead):
    """A list that the browser of the cookie alone may read."""


def in_order(rows: Sequence[Any], sort: Sort, *, is_falling: bool) -> Sequence[Any]:
    """Sorted by the key; rows without a value come last either way, equals stay as they are."""
    key = sort.key
    if key is None:
        return rows[::-1] if is_falling else rows
    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=is_falling) + unknown


_OF_A_PAGE = {"cursor", "limit", "fields", "format"}


def _cursor_parameter() -> Parameter:
    plain = text_parameter("cursor", "Where the page begins: from `next` or `previous`.")
    # What is no cursor is refused as one, not as a text.
    return Parameter(plain.name, plain.help, str, {"type": "string", "maxLength": LONGEST_CURSOR})


_CURSOR = _cursor_parameter()
