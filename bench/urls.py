"""The project's URLs and bare views, which do one statement and nothing else."""

import uuid

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


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


class Bare(APIView):
    def get(self, request: Request) -> Response:
        """One SELECT by key, answered by Django REST framework."""
        del request
        with connection.cursor() as cursor:
            cursor.execute("SELECT word FROM bench_row WHERE id = %s", [uuid.UUID(int=0)])
            row = cursor.fetchone()
        return Response({"word": row[0]})


urlpatterns = [
    path("bare/api/", Bare.as_view()),
    path("bare/insert/", insert),
    path("bare/select/", select),
    path("", include("config.urls")),
]
