from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from arena.api.problems import NothingHere
from config.api_docs import api_docs
from config.health import healthz, readyz
from config.metrics.view import metrics
from config.schema import SchemaView
from leaderboard.desk.views.signing_in import admin_sign_in
from leaderboard.mcp.view import mcp
from leaderboard.views.styleguide import styleguide


class Anything(StringConverter):
    """Slashes and line breaks, too."""

    regex = r"[\s\S]+"


register_converter(Anything, "anything")

api_v1: tuple[list[URLPattern | URLResolver], str] = (
    [
        path("", include("arena.api.urls")),
        path("", include("leaderboard.api.urls")),
        # Whatever else ends in a slash; without one, Django leads to where it has one.
        path("", NothingHere.as_view(), name="root"),
        path("<anything:rest>/", NothingHere.as_view(), name="nothing"),
    ],
    "api",
)

urlpatterns = [
    # First, because each pattern before it is tried for every request of the API.
    path("api/v1/", include(api_v1)),
    path("", include("config.site_urls")),
    path("leaderboard/", include("leaderboard.urls")),
    path("", include("arena.urls")),
    path("staff/", include("leaderboard.desk.urls")),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", api_docs, name="docs"),
    path("mcp/", mcp, name="mcp"),
    path("healthz/", healthz, name="healthz"),
    path("readyz/", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("admin/login/", admin_sign_in, name="admin_sign_in"),
    path("admin/", admin.site.urls),
]

handler500 = "config.outages.server_error"

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
