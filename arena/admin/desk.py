"""What all pages of the desk have in common."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
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

# On the list, for many rows, and on the page of one.
EVERYWHERE = [admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM]


class Desk[Row: Model](_ModelAdmin[Row]):
    """A table as the staff sees it. What a row may become is decided by verbs and constraints."""

    show_full_result_count = False
    list_per_page = 50
    # Fields that are text beyond measure, read only where they are shown.
    long_fields: ClassVar[tuple[str, ...]] = ()
    # What its deeds need.
    right: ClassVar[Right | None] = None

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

    def describe(self, row: Row) -> str:
        """The row in the list of what a deed is about to touch."""
        return str(row)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Whether the deeds of this table are offered; the verbs ask again."""
        return self.right is not None and request.user.has_perm(self.right.value)

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: Any) -> None:
        """Forms are deeds, too: the audit says who changed which fields."""
        super().save_model(request, obj, form, change)
        fields = ", ".join(form.changed_data)
        after = f"changed: {fields}" if change else "added"
        audit.record(deed="edit", subject=obj, after=_short(after), **signature(request))

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        audit.record(deed="delete", subject=obj, after="deleted", **signature(request))
        super().delete_model(request, obj)


class Kept[Row: Model](Desk[Row]):
    """A table people only look at: it is append-only, or written by the machine alone."""

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
        return super().has_view_permission(request, obj) or self.has_moderate_permission(request)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_AFTER else f"{text[: _LONGEST_AFTER - 1]}…"


class Signature(TypedDict):
    actor: User
    now: datetime


def signature(request: HttpRequest) -> Signature:
    """Who does a deed, and when."""
    if not isinstance(request.user, User):
        raise TypeError("The desk is open to members of the staff only.")
    return {"actor": request.user, "now": timezone.now()}


def link_to_list(model: type[Model], text: object, **asked: int | str) -> SafeString:
    """A link to the list of `model`, filtered."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(asked), text)


def number_of(model: type[Model], by: str) -> Coalesce:
    """How many rows of `model` point here; counted for the rows on the page alone."""
    pointing = model._default_manager.filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(pointing.annotate(number=Count("pk")).values("number")), 0)
