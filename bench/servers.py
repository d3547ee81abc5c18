"""Starts the PostgreSQL and Valkey of a benchmark, and creates its database."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def use_servers() -> Iterator[None]:
    """Use `DATABASE_URL` and `REDIS_URL` if set, else servers that are stopped at the end.

    The PostgreSQL started here syncs to disk as in production; that of the tests does not.
    """
    from tests import services

    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="podium-bench-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "bench.settings"),
            "PODIUM_DATA": folder,
            "SECRET_KEY": "only for measuring",
        }
        if "DATABASE_URL" not in os.environ:
            os.environ["DATABASE_URL"] = services.start_postgres(for_keeps=True)
        if "REDIS_URL" not in os.environ:
            os.environ["REDIS_URL"] = services.start_valkey()
        django.setup()
        yield


@contextmanager
def fresh_database(name: str) -> Iterator[None]:
    """Create a database with all tables, and drop it at the end."""
    from django.core.management import call_command
    from django.db import connection

    was = connection.settings_dict["NAME"]
    _on_server(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.close_pool()
        connection.settings_dict["NAME"] = was
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
