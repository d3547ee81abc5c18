"""The containers can't be run by the suite; what they would run is looked at."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from environ import Env

from config.embedded.address import Address
from config.embedded.servers import web_command

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "podium"]
STAYING = [name for name in SERVICES if name != "migrate"]


def command(name):
    return shlex.split(SERVICES[name]["command"])


def test_everything_of_production_is_there():
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "postgres", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_a_command_is_one_the_requirements_bring(name):
    assert shutil.which(command(name)[0], path=Path(sys.executable).parent)


def test_migrate_is_a_command_of_ours():
    assert command("migrate")[:2] == ["python", "manage.py"]
    assert command("migrate")[2] in get_commands()


def test_the_worker_takes_every_queue_tasks_are_sent_to(settings):
    arguments = command("worker")
    queues = arguments[arguments.index("--queues") + 1].split(",")
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert set(queues) == routed | {settings.CELERY_TASK_DEFAULT_QUEUE}


@pytest.mark.parametrize("name", STAYING)
def test_what_stays_has_a_health_check_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_serves_before_the_tables_are_there(name):
    assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_write_no_file_and_gain_no_right(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"cap_add", "privileged", "devices", "pid", "ipc", "network_mode"} & set(service)


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_limited_in_memory_and_processes(name):
    assert re.fullmatch(r"\$\{\w+_MEMORY:-\d+[mg]\}", SERVICES[name]["mem_limit"])
    assert 0 < SERVICES[name]["pids_limit"] <= 512


@pytest.mark.parametrize("name", sorted(set(SERVICES) - set(OURS)))
def test_servers_of_others_never_run_as_root(name):
    """Their images begin as root to change owners, which needs the rights that are dropped."""
    assert SERVICES[name]["user"] == name


def writable(name):
    """Folders of a service that are a volume or in memory."""
    service = SERVICES[name]
    volumes = [mount.split(":")[1] for mount in service.get("volumes", [])]
    return {*volumes, *(mount.partition(":")[0] for mount in service.get("tmpfs", []))}


def test_what_writes_has_where_to():
    for name in OURS:
        assert writable(name) == {"/data", "/tmp"}
        assert SERVICES[name]["environment"]["TMPDIR"] == "/data"  # uploads do not fit in memory
    assert "PODIUM_DATA=/data" in (ROOT / "Dockerfile").read_text()
    arguments = command("beat")
    assert arguments[arguments.index("--schedule") + 1].startswith("/tmp/")
    assert writable("postgres") == {"/var/lib/postgresql", "/var/run/postgresql", "/tmp"}
    assert writable("redis") == {"/data"}


def test_redis_refuses_writes_before_its_container_is_full():
    arguments = command("redis")
    most = int(arguments[arguments.index("--maxmemory") + 1].removesuffix("mb"))
    limit = int(re.search(r":-(\d+)m", SERVICES["redis"]["mem_limit"])[1])
    assert 2 * most <= limit  # rewriting the file copies what changes meanwhile


def test_every_limit_of_memory_is_in_the_example():
    names = re.findall(r"\$\{(\w+_MEMORY):-", (ROOT / "docker-compose.yml").read_text())
    example = (ROOT / ".env.example").read_text()
    assert len(names) == len(SERVICES)
    assert all(f"{name}=" in example for name in names)


def test_named_volumes_are_declared():
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    assert {mount.partition(":")[0] for mount in mounts} == set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", OURS)
def test_secrets_have_no_default(name):
    environment = SERVICES[name]["environment"]
    assert "${SECRET_KEY:?" in environment["SECRET_KEY"]
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]


def test_every_variable_compose_wants_is_in_the_example():
    wanted = re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text())
    example = (ROOT / ".env.example").read_text()
    assert wanted
    assert all(f"\n{name}=" in example for name in wanted)


def test_the_database_address_is_read_as_postgresql():
    address = SERVICES["web"]["environment"]["DATABASE_URL"]
    read = Env.db_url_config(re.sub(r"\$\{.*\}", "abc123", address))
    assert (read["HOST"], read["NAME"], read["PASSWORD"]) == ("postgres", "podium", "abc123")


def test_the_image_runs_as_nobody_special():
    users = re.findall(r"^USER (.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert users == ["10001"]


def test_the_image_and_compose_serve_by_the_same_command():
    text = (ROOT / "Dockerfile").read_text().partition("CMD ")[2]
    assert re.findall(r'"([^"]+)"', text) == command("web")


def test_the_image_serves_by_the_options_of_serve():
    _, _, _, *ours = web_command(Address("0.0.0.0", 8000))
    assert sorted(ours) == sorted("1" if text == "2" else text for text in command("web")[1:])


def test_the_image_has_the_client_of_the_server_s_major_version():
    major = re.search(
        r"^ARG POSTGRES_MAJOR=(\d+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE
    )
    assert SERVICES["postgres"]["image"].partition("@")[0] == f"postgres:{major[1]}"


def test_what_is_copied_into_the_image_is_there():
    kept = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert all((ROOT / name).exists() for name in kept)
