"""Django's admin: one file per noun. It is for looking, and for what the desk has no form for."""

from django.contrib import admin

from arena.admin import (
    api,
    arena_settings,
    audit,
    category,
    challenge,
    competitor,
    match,
    response,
    review,
    staff,
    submission,
    vote,
    webhook,
)

__all__ = [
    "api",
    "arena_settings",
    "audit",
    "category",
    "challenge",
    "competitor",
    "match",
    "response",
    "review",
    "staff",
    "submission",
    "vote",
    "webhook",
]

admin.site.site_header = admin.site.site_title = "Podium"
admin.site.index_title = "All tables"
admin.site.site_url = "/"
