import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from arena.models import ArenaSettings

ROOT = Path(__file__).resolve().parent.parent
# They need it, and a deployment must not have it.
OF_BROWSER_TESTS = "DJANGO_ALLOW_ASYNC_UNSAFE"
READS = re.compile(
    r"\b(?:env\.\w+|_?(?:integer|boolean|origin)|optional_integer|optional_choice|time_of_day|storage|contact|origins|hosts|log_level|redis_url|database|second_step|networks)"
    r'\(\s*"([A-Z_]+)"'
)


@pytest.fixture
def read_settings(monkeypatch):
    """Reads them anew, as a start would, from an environment with these variables."""

    def read(**variables):
        for name, value in ({"SECRET_KEY": "x"} | variables).items():
            monkeypatch.setenv(name, value)
        return SimpleNamespace(**runpy.run_path(str(ROOT / "config" / "settings.py")))

    return read


def test_every_setting_is_documented_and_every_documented_one_exists():
    sources = ("config/settings.py", "config/environment.py")
    read = {name for path in sources for name in READS.findall((ROOT / path).read_text())}
    documented = set(
        re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    )
    assert read == documented
    assert len(read) > 15


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBHOOK_NETWORKS", "10.0.0.1/8"),
        ("DEBUG", "perhaps"),
        ("MATCH_MINUTES", "soon"),
        ("MATCH_MINUTES", "0"),
        ("FRAME_ORIGIN", "frames.example.org"),
        ("FRAME_ORIGIN", "https://frames.example.org/path"),
        ("FRAME_ORIGIN", "https://[::1"),
        ("SITE_URL", "https://arena.example.org:port"),
        ("SITE_URL", "https://somebody@arena.example.org"),
        ("SITE_URL", "https://arena.example.org?page=1"),
        ("ALLOWED_HOSTS", "https://arena.example.org"),
        ("ALLOWED_HOSTS", "arena.example.org:8000"),
        ("CSRF_TRUSTED_ORIGINS", "arena.example.org"),
        ("LOG_LEVEL", "LOUD"),
        ("VOTES_PER_MINUTE", "9" * 5_000),
        ("MATCH_MINUTES", "1000000000"),
        ("VOTES_PER_MINUTE", "-1"),
        ("STATIC_MANIFEST", "si"),
        ("METRICS", "maybe"),
        ("DATABASE_POOL_SIZE", "none"),
        ("DATABASE_URL", "postgres://here:port/there"),
        ("SECURITY_CONTACT", "security@example.org"),
        ("SECURITY_CONTACT", "mailto:a@b\nExpires: never"),
        ("DATABASE_URL", "mysql://here/there"),
        ("REDIS_URL", "redis://here:port/0"),
        ("REDIS_URL", "redis://here:6379/first"),
        ("REDIS_URL", "http://here"),
        ("REQUIRE_SECOND_STEP", "everybody"),
        ("NAME_AUTHORS", "sometimes"),
        ("SESSION_VOTES", "0"),
        ("RESPONSES_PUBLIC", "later"),
        ("REASONING_TRACES", "shown"),
        ("PROOF_ABOVE_MATCHES_PER_MINUTE", "-1"),
        ("PUBLISH_DUMPS", "weekly"),
        ("DUMP_TIME", "24:00"),
        ("DUMP_TIME", "2:30"),
        ("DUMP_STORAGE", "gs://bucket"),
        ("DUMP_STORAGE", "s3://"),
        ("DUMP_STORAGE", "s3://key:secret@bucket"),
        ("DUMPS_DAILY", "0"),
    ],
)
def test_a_malformed_setting_stops_the_start_with_a_sentence(read_settings, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        read_settings(**{name: value})


def test_without_a_secret_key_the_start_says_what_to_do(read_settings, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        read_settings(SECRET_KEY="", PODIUM_DATA=str(tmp_path))


def test_the_data_folder_s_secret_key_is_used(read_settings, tmp_path):
    (tmp_path / "secret_key").write_text("kept\n")
    assert read_settings(SECRET_KEY="", PODIUM_DATA=str(tmp_path)).SECRET_KEY == "kept"


def test_a_database_that_cannot_be_reached_any_more_is_noticed_soon(read_settings):
    url = "postgres://somebody@elsewhere/podium"
    options = read_settings(DATABASE_URL=url).DATABASES["default"]["OPTIONS"]
    silent = options["keepalives_idle"] + (
        options["keepalives_interval"] * options["keepalives_count"]
    )
    assert max(silent, options["tcp_user_timeout"] / 1_000, options["connect_timeout"]) <= 30
    own = read_settings(DATABASE_URL=f"{url}?tcp_user_timeout=5000").DATABASES["default"]
    assert int(own["OPTIONS"]["tcp_user_timeout"]) == 5_000


@pytest.mark.parametrize(("by_address", "by_network"), [("600", 1800), ("0", 0)])
def test_a_network_has_by_default_three_times_the_limit_of_an_address(
    read_settings, by_address, by_network
):
    read = read_settings(VOTES_PER_MINUTE_PER_ADDRESS=by_address)
    assert by_network == read.VOTES_PER_MINUTE_PER_NETWORK


def test_settings_of_the_arena_that_are_not_set_are_left_to_the_database(read_settings):
    names = [name.upper() for name in ArenaSettings.NAMES]
    read = read_settings(NAME_AUTHORS="", SESSION_VOTES="")
    assert [getattr(read, name) for name in names] == [None] * len(names)


def test_the_environment_takes_the_choices_that_the_database_takes(read_settings):
    for name in ArenaSettings.NAMES:
        for value, _ in ArenaSettings._meta.get_field(name).choices or ():
            assert getattr(read_settings(**{name.upper(): value}), name.upper()) == value


SITE = "https://arena.example.org"
FRAMES = "https://frames.example.net"


def test_what_follows_from_the_site_s_address_is_derived(read_settings):
    """Only these two: requests of both hosts are answered, and the site may frame responses."""
    read = read_settings(SITE_URL=SITE, FRAME_ORIGIN=FRAMES, ALLOWED_HOSTS="localhost")
    assert read.ALLOWED_HOSTS == ["localhost", "arena.example.org", "frames.example.net"]
    assert [SITE] == read.CSRF_TRUSTED_ORIGINS == read.FRAME_ANCESTORS


def test_frames_without_an_address_of_the_site_are_for_the_other_hosts(read_settings):
    hosts = "arena.example.org,frames.example.net,.all.example"
    read = read_settings(FRAME_ORIGIN=FRAMES, ALLOWED_HOSTS=hosts)
    assert read.FRAME_ANCESTORS == ["arena.example.org"]


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        ({"SITE_URL": SITE, "FRAME_ORIGIN": SITE}, ["SITE_URL", "FRAME_ORIGIN"]),
        ({"SITE_URL": SITE, "FRAME_ORIGIN": f"{SITE}:443"}, ["SITE_URL", "FRAME_ORIGIN"]),
        (
            {"SITE_URL": SITE, "FRAME_ORIGIN": "http://frames.example.net"},
            ["SITE_URL", "FRAME_ORIGIN"],
        ),
        ({"SITE_URL": "http://arena.example.org", "HTTPS": "true"}, ["SITE_URL", "HTTPS"]),
        ({"SITE_URL": SITE, "FRAME_ORIGIN": f"{SITE}."}, ["SITE_URL", "FRAME_ORIGIN"]),
        (
            {
                "SITE_URL": "https://xn--mnchen-3ya.example",
                "FRAME_ORIGIN": "https://M\u00fcnchen.example",
            },
            ["SITE_URL", "FRAME_ORIGIN"],
        ),
        (
            {"FRAME_ORIGIN": FRAMES, "ALLOWED_HOSTS": "Frames.example.net"},
            ["FRAME_ORIGIN", "ALLOWED_HOSTS"],
        ),
    ],
)
def test_settings_that_contradict_stop_the_start_with_a_sentence(read_settings, variables, names):
    with pytest.raises(ImproperlyConfigured) as refused:
        read_settings(**variables)
    assert all(name in str(refused.value) for name in names)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"ALLOWED_HOSTS": "*", "FRAME_ORIGIN": FRAMES},
        {"ALLOWED_HOSTS": "arena.example.org", "CSRF_TRUSTED_ORIGINS": SITE, "HTTPS": "true"},
        {
            "ALLOWED_HOSTS": "arena.example.org,frames.example.net",
            "SITE_URL": SITE,
            "CSRF_TRUSTED_ORIGINS": f"{SITE},https://*.example.org",
            "FRAME_ORIGIN": FRAMES,
            "HTTPS": "true",
            "TRUSTED_PROXIES": "1",
            "LOG_LEVEL": "info",
        },
        {"REDIS_URL": "rediss://:secret@cache.example.org:6380/1?ssl_cert_reqs=none"},
        {"REDIS_URL": "redis://cache"},
    ],
)
def test_existing_installations_start(read_settings, variables):
    assert read_settings(**variables).SECRET_KEY == "x"


def test_a_command_says_only_the_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "LOG_LEVEL": "LOUD"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("LOG_LEVEL must be one of DEBUG, ")
    assert "Traceback" not in done.stderr


def test_a_production_environment_passes_the_checks_of_a_deployment(tmp_path):
    production = {
        "PODIUM_DATA": str(tmp_path),
        "SECRET_KEY": "".join(f"{number:x}" for number in range(100)),
        "HTTPS": "true",
        "TRUSTED_PROXIES": "1",
        "ALLOWED_HOSTS": "arena.example.org",
        "SITE_URL": "https://arena.example.org",
        "FRAME_ORIGIN": "https://frames.example.org",
        "CSRF_TRUSTED_ORIGINS": "https://arena.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path}/podium.sqlite3",
    }
    ours = {name: text for name, text in os.environ.items() if name != OF_BROWSER_TESTS}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**ours, **production},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
