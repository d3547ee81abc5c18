"""What all pages of Django's admin have in common: tables to look at.

Whatever changes votes, voters, challenges, responses or models is done on the desk, and the pages
here lead there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict, override

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from arena import audit
from arena.roles import Right

if TYPE_CHECKING:

    class _ModelAdmin[Row: Model](admin.ModelAdmin[Row]): ...
else:

    class _ModelAdmin[Row](admin.ModelAdmin):
        """Django's own class takes no parameter at run time."""


# Of the audit's `after`.
_LONGEST_AFTER = 120


class TableAdmin[Row: Model](_ModelAdmin[Row]):
    """A table as the staff sees it. What a row may become is decided by verbs and constraints."""

    change_form_template = "admin/table_row.html"
    change_list_template = "admin/table_list.html"
    show_full_result_count = False
    list_per_page = 50
    # Fields that are text beyond measure, read only where they are shown.
    long_fields: ClassVar[tuple[str, ...]] = ()
    # The list of the desk that changes these rows: the name of its address, and a query.
    desk_list: ClassVar[tuple[str, str]] = ("", "")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        return super().get_queryset(request).defer(*self.long_fields)

    def fixed_fields(self, row: Row) -> tuple[str, ...]:
        """Fields of this row that nobody may change any more."""
        del row
        return ()

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> tuple[Any, ...]:
        fixed = () if obj is None else self.fixed_fields(obj)
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Row | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def desk_address(self, row: Row) -> str:
        """Where the desk changes this row; empty if it does not."""
        del row
        return ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        name, asked = self.desk_list
        address = f"{reverse(name)}{asked}" if name else ""
        return super().changelist_view(request, {"desk_address": address} | (extra_context or {}))

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Row | None = None,
    ) -> HttpResponse:
        context["desk_address"] = "" if obj is None else self.desk_address(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: Any) -> None:
        """The audit says who changed which fields."""
        super().save_model(request, obj, form, change)
        fields = ", ".join(form.changed_data)
        after = f"changed: {fields}" if change else "added"
        audit.record(action="edit", subject=obj, after=_short(after), **signature(request))

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        audit.record(action="delete", subject=obj, after="deleted", **signature(request))
        super().delete_model(request, obj)


class ReadOnlyAdmin[Row: Model](TableAdmin[Row]):
    """A table people only look at: it is changed on the desk, by the machine alone, or never."""

    # Whoever has this right may look, too.
    right: ClassVar[Right | None] = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        del request, obj
        return False

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        has_right = self.right is not None and request.user.has_perm(self.right.value)
        return has_right or super().has_view_permission(request, obj)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_AFTER else f"{text[: _LONGEST_AFTER - 1]}…"


class Signature(TypedDict):
    actor: User
    now: datetime


def signature(request: HttpRequest) -> Signature:
    """Who changes something, and when."""
    if not isinstance(request.user, User):
        raise TypeError("The admin is open to members of the staff only.")
    return {"actor": request.user, "now": timezone.now()}


def link_to_list(model: type[Model], text: object, **asked: int | str) -> SafeString:
    """A link to the list of `model`, filtered."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(asked), text)


def number_of(model: type[Model], by: str) -> Coalesce:
    """How many rows of `model` point here; counted for the rows on the page alone."""
    pointing = model._default_manager.filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(pointing.annotate(number=Count("pk")).values("number")), 0)
