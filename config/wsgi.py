"""The WSGI application Granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from config.requests import ReadableRequest
from config.sqlite import keep_sqlite_readable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def _warn() -> None:
    from leaderboard.doctor import warn_of_settings  # noqa: PLC0415 - once apps are ready

    warn_of_settings(now=timezone.now())


application = get_wsgi_application()
application.request_class = ReadableRequest
keep_sqlite_readable()
_warn()
if settings.METRICS:
    from config.metrics import counting

    counting.start()
