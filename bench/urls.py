"""The project's URLs and bare views, which do one statement and nothing else."""

import uuid

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One INSERT, committed."""
    del request
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_row (id, word, at) VALUES (%s, 'left', now())", [uuid.uuid4()]
        )
    return HttpResponse(status=201)


def select(request: HttpRequest) -> HttpResponse:
    """One SELECT by key."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM bench_row WHERE id = %s", [uuid.UUID(int=0)])
        row = cursor.fetchone()
    return HttpResponse(row[0])


urlpatterns = [
    path("bare/insert/", insert),
    path("bare/select/", select),
    path("", include("config.urls")),
]
