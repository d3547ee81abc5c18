"""Calling the API as a program with a key does."""

import json
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from arena.access import Scope, make_key
from tests.arrange import make_staff

JSON = "application/json"


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def make_text(person, *scopes):
    """The text of a key that is good for a day."""
    now = timezone.now()
    return make_key(
        name="nightly",
        scopes=scopes,
        expires_at=now + timedelta(days=1),
        actor=person,
        now=now,
    )[1]


class Program:
    """A program with a key of somebody in a role; None is who may do everything."""

    def __init__(self, *scopes, role=None, name="mira"):
        self.person = make_staff(name, role=role)
        self.text = make_text(self.person, *(scopes or Scope))
        self.client = Client(headers=bearer(self.text))

    def get(self, path, **query):
        return self.client.get(f"/api/v1/{path}", query)

    def send(self, method, path, body=None, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = body if isinstance(body, (bytes, str)) else json.dumps({} if body is None else body)
        return self.client.generic(method, f"/api/v1/{path}", sent, JSON, headers=names)

    def post(self, path, body=None, **headers):
        return self.send("POST", path, body, **headers)


def code_of(answer):
    return answer.status_code, answer.json()["code"]
