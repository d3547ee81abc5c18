"""The application that Granian serves: `config.wsgi` behind limits on what clients send."""

from django.conf import settings
from django.urls import reverse

from config.gateway import BodyLimits, Gateway, PartLimits
from config.uploaders import may_send_parts, may_upload
from config.wsgi import application as wsgi_application

MEBIBYTE = 1 << 20
# Each request that is being answered holds a connection to the database.
THREADS = 4

limits = BodyLimits(
    largest=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    largest_upload=2048 * MEBIBYTE,
    upload_path=reverse("desk:content"),
    may_upload=may_upload,
    seconds=10,
    slowest=50_000,
    parts=PartLimits(largest=16 * MEBIBYTE, path=reverse("api:imports"), may_send=may_send_parts),
)
application = Gateway(wsgi_application, limits, threads=THREADS)
