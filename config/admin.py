"""Django's admin site, with two-factor authentication as on the desk."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest


class StaffSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        from leaderboard.desk.gate import waits_for_code  # noqa: PLC0415 - once apps are ready

        return super().has_permission(request) and not waits_for_code(request)


class StaffAdminConfig(AdminConfig):
    default_site = "config.admin.StaffSite"
