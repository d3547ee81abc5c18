"""Django's admin site, with two-factor authentication as on the desk."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest


class StaffSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        from leaderboard.desk.gate import (  # noqa: PLC0415 - once apps are ready
            lacks_second_step,
            waits_for_code,
        )

        is_staff = super().has_permission(request)
        return is_staff and not waits_for_code(request) and not lacks_second_step(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's
        """Pages that change accounts ask for the password or the code again."""
        from leaderboard.desk.confirming import (  # noqa: PLC0415 - once apps are ready
            ask_again,
            changes_accounts,
            is_confirmed,
        )

        @wraps(view)
        def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if changes_accounts(request) and not is_confirmed(request):
                return ask_again(request)
            return view(request, *args, **kwargs)

        return super().admin_view(asking, cacheable)


class StaffAdminConfig(AdminConfig):
    default_site = "config.admin.StaffSite"
