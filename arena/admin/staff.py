from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

if TYPE_CHECKING:
    _UserAdmin = UserAdmin[User]
else:
    _UserAdmin = UserAdmin  # Django's own class takes no parameter at run time

admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(_UserAdmin):
    """The audit names people, so they are made inactive, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        del request, obj
        return False
