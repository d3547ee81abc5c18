from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from arena.admin.tables import TableAdmin, link_to_list, number_of
from arena.models import Category, Challenge, Tag


@admin.register(Category)
class CategoryAdmin(TableAdmin[Category]):
    list_display = ("name", "slug", "challenges")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        number = number_of(Challenge, "category")
        return super().get_queryset(request).annotate(challenge_count=number)

    def fixed_fields(self, row: Category) -> tuple[str, ...]:
        del row
        return ("slug",)  # its board is called after it

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        is_in_use = obj is None or obj.challenges.exists()
        return not is_in_use and super().has_delete_permission(request, obj)

    @admin.display(ordering="challenge_count")
    def challenges(self, category: Category) -> SafeString:
        count = getattr(category, "challenge_count", 0)
        return link_to_list(Challenge, count, category__id__exact=category.pk)


@admin.register(Tag)
class TagAdmin(TableAdmin[Tag]):
    list_display = ("slug",)
    search_fields = ("slug",)
