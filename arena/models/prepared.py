"""Querysets that are written as SQL once, for statements that every vote waits for.

Django takes longer to write such a statement than the database takes to answer it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

type Row = tuple[Any, ...]
type Field = models.Field[Any, Any]


class Placeholder(Expression):
    """Stands in a queryset for a value that each execution gives by this name."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        del compiler, connection
        return "%s", (self,)


def adapted(field: Field, value: Any) -> Any:
    """The value as the database takes it for this field."""
    return field.get_db_prep_value(value, connection, prepared=False)


class PreparedRows:
    """The rows of a queryset of `values_list`; its places are filled in at each execution.

    Args:
        make: gives the queryset.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self._make = make

    def __call__(self, **values: Any) -> list[Row]:
        sql, parameters, converters = self._statement
        given = [
            adapted(each.output_field, values[each.name]) if isinstance(each, Placeholder) else each
            for each in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows: list[Row] = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows

    @cached_property
    def _statement(self) -> tuple[str, Sequence[Any], Mapping[int, Callable[[Any], Any]]]:
        compiler = self._make().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        steps = compiler.get_converters([column[0] for column in compiler.select])
        converters = {
            index: partial(_convert, functions, expression)
            for index, (functions, expression) in steps.items()
        }
        return sql, parameters, converters


def _converted(row: Row, converters: Mapping[int, Callable[[Any], Any]]) -> Row:
    values = list(row)
    for index, convert in converters.items():
        values[index] = convert(values[index])
    return tuple(values)


def _convert(functions: Sequence[Callable[..., Any]], expression: Any, value: Any) -> Any:
    for function in functions:
        value = function(value, expression, connection)
    return value


@dataclass(frozen=True, slots=True)
class _Part:
    """One object of a row: whose it is, by which relation, and which columns are its own."""

    path: str
    parent: str
    relation: Any
    model: type[models.Model]
    names: list[str]
    columns: slice


class PreparedObjects[M: models.Model]:
    """The objects of a queryset, with others they refer to; its places are filled in each time.

    Args:
        make: gives the queryset.
        related: paths to the objects read along, each after the one it begins with.
        without: names of columns that are left for later in whichever object has them.
    """

    def __init__(
        self,
        make: Callable[[], QuerySet[M]],
        *,
        related: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> None:
        self._make = make
        self._related = related
        self._without = without
        self._rows = PreparedRows(self._queryset)

    def __call__(self, **values: Any) -> list[M]:
        shared: dict[tuple[str, Any], models.Model] = {}
        return [self._object(row, shared) for row in self._rows(**values)]

    def _object(self, row: Row, shared: dict[tuple[str, Any], models.Model]) -> M:
        """The object of a row; what rows refer to alike is made once and `shared`."""
        made: dict[str, Any] = {}
        for part in self._parts:
            columns = row[part.columns]
            # The first is the key, which the database never leaves empty.
            found = None if columns[0] is None else shared.get((part.path, columns[0]))
            if found is None and columns[0] is not None:
                found = part.model.from_db(DEFAULT_DB_ALIAS, part.names, columns)
                shared[part.path, columns[0]] = found
            made[part.path] = found
            if part.relation is not None:
                part.relation.set_cached_value(made[part.parent], found)
        whole: M = made[""]
        return whole

    def _queryset(self) -> QuerySet[Any, Any]:
        prefixes = [(f"{part.path}__" if part.path else "", part.names) for part in self._parts]
        return self._make().values_list(*(p + name for p, names in prefixes for name in names))

    @cached_property
    def _parts(self) -> Sequence[_Part]:
        return tuple(self._each_part())

    def _each_part(self) -> Iterator[_Part]:
        model_at: dict[str, Any] = {"": self._make().model}
        first = 0
        for path in ("", *self._related):
            parent, _, name = path.rpartition("__")
            relation: Any = model_at[parent]._meta.get_field(name) if path else None
            model = model_at[path] = relation.related_model if path else model_at[""]
            fields = model._meta.concrete_fields
            names = [field.attname for field in fields if field.name not in self._without]
            yield _Part(path, parent, relation, model, names, slice(first, first + len(names)))
            first += len(names)
