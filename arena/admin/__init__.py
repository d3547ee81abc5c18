"""The staff's desk: one file per noun. Its actions call `arena.moderation`."""

from django.contrib import admin

from arena.admin import (
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
)

__all__ = [
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
]

admin.site.site_header = admin.site.site_title = "Podium"
admin.site.index_title = "The staff's desk"
admin.site.site_url = "/"
