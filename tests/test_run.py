"""The script everything begins with, in a checkout of its own with a uv that only takes notes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UV = """#!/bin/sh
echo "$*" >>"$UV_LOG"
[ "$1" != venv ] || [ -z "$NO_PYTHON" ] || exit 2
[ "$1" != venv ] || { mkdir -p .venv/bin && cp "$FAKE_PYTHON" .venv/bin/python; }
[ "$2 $NO_NETWORK" != "sync yes" ]
"""
PYTHON = """#!/bin/sh
echo "$PODIUM_DATA|$PWD|$VIRTUAL_ENV|$*"
"""


class Checkout:
    def __init__(self, folder):
        self.root = folder / "a checkout"
        self.tools = folder / "tools"
        self.log = folder / "uv.log"
        (self.root / "requirements").mkdir(parents=True)
        self.tools.mkdir()
        for name in ("run", ".python-version"):
            shutil.copy(ROOT / name, self.root)
        for name in ("default", "parquet", "s3", "extras", "dev"):
            (self.root / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
        for name, text in (("uv", UV), ("python", PYTHON)):
            (self.tools / name).write_text(text)
            (self.tools / name).chmod(0o755)

    def run(self, *arguments, **environment):
        self.log.write_text("")
        return subprocess.run(
            [self.root / "run", *arguments],
            cwd=self.tools,
            env={
                "PATH": f"{self.tools}:{os.environ['PATH']}",
                "UV_LOG": str(self.log),
                "FAKE_PYTHON": str(self.tools / "python"),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def asked(self):
        return [line.split()[0] for line in self.log.read_text().splitlines()]


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def test_alone_it_shows_its_commands_on_one_screen(checkout):
    shown = checkout.run().stdout
    assert len(shown.splitlines()) <= 24
    for command in ("demo", "serve", "manage", "rate", "test", "check", "bench", "lock"):
        assert f"./run {command} " in shown


def test_an_unknown_command_is_refused(checkout):
    done = checkout.run("dance")
    assert done.returncode == 1
    assert "There is no command dance." in done.stderr


def test_the_gate_takes_no_part_of_the_tests(checkout):
    done = checkout.run("check", "tests/arena")
    assert done.returncode == 1
    assert "takes no argument but --all" in done.stderr
    assert checkout.asked == []


def test_a_bench_is_what_can_be_started_in_its_folder(checkout):
    (checkout.root / "bench").mkdir()
    (checkout.root / "bench" / "speed.py").write_text('if __name__ == "__main__":\n    main()\n')
    (checkout.root / "bench" / "helper.py").write_text("import os\n")
    assert checkout.run("bench", "speed", "--fast").stdout.endswith("|-m bench.speed --fast\n")
    for name in (["helper"], ["../speed"], []):
        done = checkout.run("bench", *name)
        assert done.returncode == 1
        assert "./run bench wants one of: speed." in done.stderr


def test_the_first_command_installs_the_pins(checkout):
    assert checkout.run("manage", "check").returncode == 0
    assert checkout.asked == ["--version", "venv", "pip"]
    assert "requirements/default.txt" in checkout.log.read_text()
    assert "--require-hashes" in checkout.log.read_text()


def test_the_next_command_starts_at_once(checkout):
    checkout.run("manage", "check")
    checkout.run("manage", "check")
    assert checkout.asked == []


def test_changed_pins_are_installed_again(checkout):
    checkout.run("manage", "check")
    (checkout.root / "requirements" / "default.txt").write_text("default==2\n")
    checkout.run("manage", "check")
    assert checkout.asked == ["--version", "pip"]


def test_the_development_set_is_kept_by_other_commands(checkout):
    checkout.run("manage", "check")
    (checkout.root / ".venv" / "bin" / "pytest").touch()
    checkout.run("manage", "check")
    assert "requirements/dev.txt" in checkout.log.read_text()


def test_without_a_python_it_says_which_to_install(checkout):
    done = checkout.run("serve", NO_PYTHON="yes")
    assert done.returncode == 1
    assert "No Python 3.12 or newer was found" in done.stderr


def test_without_a_network_it_says_what_failed_and_tries_again_next_time(checkout):
    done = checkout.run("serve", NO_NETWORK="yes")
    assert done.returncode == 1
    assert "The requirements could not be installed." in done.stderr
    checkout.run("serve")
    assert checkout.asked == ["--version", "pip"]


@pytest.mark.parametrize(
    "arguments",
    [("--data", "my data", "import", "a file"), ("import", "a file", "--data=my data")],
)
def test_the_data_folder_may_stand_anywhere_and_is_the_callers(checkout, arguments):
    last = checkout.run("manage", *arguments).stdout.splitlines()[-1]
    manage = f"{checkout.root}/manage.py import a file"
    assert last == f"{checkout.tools}/my data|{checkout.tools}||{manage}"


def test_the_demo_has_a_data_folder_of_its_own(checkout):
    assert checkout.run("demo").stdout.startswith(f"{checkout.root}/data/demo|")
    assert checkout.run("serve").stdout.startswith(f"{checkout.root}/data|")


def test_data_without_a_folder_is_refused(checkout):
    assert "--data wants a folder." in checkout.run("serve", "--data").stderr


def test_what_the_caller_activated_does_not_disturb(checkout):
    done = checkout.run("manage", "check", VIRTUAL_ENV="/somewhere", PYTHONPATH="/else")
    assert "/somewhere" not in done.stdout


def test_a_file_is_rated_from_the_callers_folder_without_data_or_its_modules(checkout):
    last = checkout.run("rate", "votes.csv", "--cluster").stdout.splitlines()[-1]
    assert last == f"|{checkout.tools}||-P -m leaderboard.rate votes.csv --cluster"
    assert "requirements/default.txt" in checkout.log.read_text()


def test_a_parquet_file_brings_what_reads_it_and_it_stays(checkout):
    done = checkout.run("rate", "votes.parquet", "--cluster")
    assert "Installing requirements/parquet.txt" in done.stderr
    checkout.run("rate", "votes.csv")
    checkout.run("install", "parquet")
    assert checkout.asked == []


@pytest.mark.parametrize("extras", [("parquet", "s3"), ("s3", "parquet")])
def test_two_extras_are_there_together(checkout, extras):
    first, second = (checkout.run("install", extra).stderr for extra in extras)
    assert f"Installing requirements/{extras[0]}.txt" in first
    assert "Installing requirements/extras.txt" in second
    for command in (("rate", "votes.csv"), *(("install", extra) for extra in extras)):
        checkout.run(*command)
        assert checkout.asked == []


def test_an_extra_that_there_is_not_is_refused(checkout):
    assert "parquet" in checkout.run("install", "everything").stderr


def commands(done):
    """What Django was asked for."""
    lines = [line.partition("manage.py ")[2] for line in done.stdout.splitlines()]
    return [line for line in lines if line]


def test_the_bundled_database_has_its_tables_before_the_first_command(checkout):
    asked = "import_votes votes.csv"
    done = checkout.run("manage", *asked.split())
    assert commands(done) == ["migrate --no-input --verbosity 0", asked]
    (checkout.root / "data").mkdir(exist_ok=True)
    (checkout.root / "data" / "podium.sqlite3").write_text("There.")
    assert commands(checkout.run("manage", *asked.split())) == [asked]


def test_a_database_of_one_s_own_is_migrated_by_its_owner(checkout):
    done = checkout.run("manage", "doctor", DATABASE_URL="postgres://here/podium")
    assert commands(done) == ["doctor"]


def test_the_supply_chain_is_looked_at_from_the_callers_folder(checkout):
    audited = checkout.run("audit", "--sbom", "here.json").stdout
    assert audited.endswith("-P -m config.supply.audit --sbom here.json\n")
    assert "requirements/dev.txt" in checkout.log.read_text()
    pinned = checkout.run("pin-images", "--registry", "https://mirror").stdout
    assert pinned == f"|{checkout.tools}||-P -m config.supply.images --registry https://mirror\n"
