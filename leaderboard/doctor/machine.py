"""Checks of what an arena runs on: database, broker, bundled servers, clock, disk."""

import os
import shutil
import stat
from datetime import datetime

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext

from config.embedded.outages import servers_down
from leaderboard.doctor.finding import Finding, error, ok, warning

# Clocks of the machine, the database and the broker may differ by so much.
CLOCK_SECONDS = 5
LITTLE_BYTES = 1 << 30
FULL_BYTES = 100 << 20
BROKER_SECONDS = 1
QUEUES = ("ratings", "default")
# Databases whose migrations were found complete.
_migrated: set[str] = set()
# Beat sends a few tasks in a few seconds, and those that wait too long expire.
MANY_TASKS = 100


def database(now: datetime) -> Finding:
    del now
    if not _is_migrated():
        what = gettext("Tables of this version are missing.")
        advice = gettext("Run ./run manage migrate.")
        return error("database", what, advice, stops_serving=True)
    if _is_read_only():
        what = gettext("The database can be read, but not written.")
        return error("database", what, gettext("Look at its disk, and at whether it is a standby."))
    return ok("database", gettext("It answers and can be written."))


def _is_migrated() -> bool:
    """Reading all migrations takes a while, so it is asked once."""
    name = str(connection.settings_dict["NAME"])
    if name in _migrated:
        connection.ensure_connection()
        return True
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    _migrated.add(name)
    return True


def _is_read_only() -> bool:
    if connection.vendor == "sqlite":
        path = settings.DATABASES["default"]["NAME"]
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only")
            return bool(cursor.fetchone()[0]) or not os.access(path, os.W_OK)
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return bool(cursor.fetchone()[0] == "on")


def broker(now: datetime) -> Finding:
    del now
    try:
        waiting = sum(queue_lengths().values())
    except (redis.RedisError, OSError):
        what = gettext("Redis or Valkey does not answer: votes are saved, but not counted.")
        return error("broker", what, gettext("Start it, and look at REDIS_URL."))
    if waiting > MANY_TASKS:
        what = gettext("%(number)d tasks wait in the queues.") % {"number": waiting}
        return warning("broker", what, gettext("See whether the worker runs."))
    return ok("broker", gettext("It answers; tasks waiting: %(number)d.") % {"number": waiting})


def queue_lengths() -> dict[str, int]:
    """How many tasks wait in each queue.

    Raises:
        redis.RedisError: it does not answer.
    """
    with _server() as server:
        return {queue: int(server.llen(queue)) for queue in QUEUES}


def _server() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
    )


def servers(now: datetime) -> Finding:
    """Bundled servers alone; with Compose, Docker knows."""
    del now
    down = servers_down(settings.DATA_DIR)
    if down:
        what = gettext("Down: %(names)s.") % {"names": ", ".join(sorted(down))}
        logs = ", ".join(each.log for each in down.values())
        advice = gettext("It is started again and again. Look at its log: %(logs)s")
        return error("servers", what, advice % {"logs": logs})
    return ok("servers", gettext("No bundled server is down."))


def clock(now: datetime) -> Finding:
    difference = abs((_time_of_database(now) - now).total_seconds())
    try:
        with _server() as server:
            difference = max(difference, abs(server.time()[0] - now.timestamp()))
    except (redis.RedisError, OSError):
        pass  # the check of the broker says so
    if difference > CLOCK_SECONDS:
        what = gettext("The clocks of the servers differ by %(seconds)d s.")
        advice = gettext("Set the clocks by NTP: matches expire and runs are dated by them.")
        return error("clock", what % {"seconds": difference}, advice)
    return ok("clock", gettext("The clocks agree."))


def _time_of_database(now: datetime) -> datetime:
    if connection.vendor == "sqlite":
        return now  # it has the clock of this machine
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        read: datetime = cursor.fetchone()[0]
    return read


def storage(now: datetime) -> Finding:
    del now
    data = settings.DATA_DIR
    if not data.is_dir() or not os.access(data, os.W_OK | os.X_OK):
        what = gettext("The data folder is missing or cannot be written.")
        return error("storage", what, gettext("Look at PODIUM_DATA and who owns the folder."))
    media = settings.MEDIA_ROOT
    if media.exists() and not os.access(media, os.W_OK | os.X_OK):
        what = gettext("The folder of files cannot be written.")
        return error("storage", what, gettext("Look at who owns the folder media."))
    if stat.S_IMODE(data.stat().st_mode) & 0o077:
        what = gettext("Other users of the machine can look into the data folder.")
        return warning("storage", what, gettext("Run chmod 700 on the data folder."))
    return ok("storage", gettext("The data folder can be written, and only by its owner."))


def disk(now: datetime) -> Finding:
    del now
    free = shutil.disk_usage(settings.DATA_DIR).free
    what = gettext("Free on the disk of the data folder: %(size)s MB.") % {"size": free >> 20}
    advice = gettext("Make room: old backups and logs first.")
    if free < FULL_BYTES:
        return error("disk", what, advice)
    if free < LITTLE_BYTES:
        return warning("disk", what, advice)
    return ok("disk", what)
