import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READS = re.compile(r'(?:env\.\w+|_integer|_boolean|_origin)\(\s*"([A-Z_]+)"')


def read_settings(program="import config.settings", **variables):
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "SECRET_KEY": "x", **variables}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_every_setting_is_documented_and_every_documented_one_exists():
    read = set(READS.findall((ROOT / "config/settings.py").read_text()))
    documented = set(
        re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    )
    assert read == documented
    assert len(read) > 15


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("MATCH_MINUTES", "soon"),
        ("MATCH_MINUTES", "0"),
        ("FRAME_ORIGIN", "frames.example.org"),
        ("FRAME_ORIGIN", "https://frames.example.org/path"),
        ("DATABASE_URL", "mysql://here/there"),
        ("REDIS_URL", "http://here"),
    ],
)
def test_a_malformed_setting_stops_the_start_with_a_sentence(name, value):
    done = read_settings(**{name: value})
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert "ImproperlyConfigured" in last
    assert name in last


def test_without_a_secret_key_the_start_says_what_to_do(tmp_path):
    done = read_settings(SECRET_KEY="", PODIUM_DATA=str(tmp_path))
    assert "SECRET_KEY is not set" in done.stderr


def test_the_data_folder_s_secret_key_is_used(tmp_path):
    (tmp_path / "secret_key").write_text("kept\n")
    assert read_settings(SECRET_KEY="", PODIUM_DATA=str(tmp_path)).returncode == 0


@pytest.mark.parametrize(("by_address", "by_network"), [("600", "1800"), ("0", "0")])
def test_a_network_has_by_default_three_times_the_limit_of_an_address(by_address, by_network):
    command = "from config import settings; print(settings.VOTES_PER_MINUTE_PER_NETWORK)"
    assert (
        read_settings(command, VOTES_PER_MINUTE_PER_ADDRESS=by_address).stdout == by_network + "\n"
    )
