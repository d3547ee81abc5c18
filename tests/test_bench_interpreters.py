"""How a bench finds a Python of another version."""

import pytest

from bench import peer_runs
from bench.interpreters import find_python
from bench.peer_runs import Peer, do

VERSION = "3.97"  # nobody has it
GOOD, OTHER, SHIM = f"echo {VERSION}", "echo 3.98", "echo 'no such version is chosen' >&2; exit 127"


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    """A machine with nothing on its search path and nothing of pyenv."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def write(path, script):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_python_on_the_search_path_is_found(machine):
    python = write(machine / "bin" / f"python{VERSION}", GOOD)
    assert find_python(VERSION) == python


@pytest.mark.parametrize("first", [SHIM, OTHER])
def test_what_does_not_start_or_is_another_version_is_passed_over(machine, monkeypatch, first):
    monkeypatch.setenv("PATH", f"{machine / 'shims'}:{machine / 'bin'}")
    write(machine / "shims" / f"python{VERSION}", first)
    python = write(machine / "bin" / f"python{VERSION}", GOOD)
    assert find_python(VERSION) == python


def test_one_of_pyenv_is_found_behind_a_shim_with_nothing_chosen(machine):
    write(machine / "bin" / f"python{VERSION}", SHIM)
    versions = machine / "pyenv" / "versions"
    write(versions / "3.9.18" / "bin" / "python3.9", "echo 3.9")
    python = write(versions / f"{VERSION}.1" / "bin" / f"python{VERSION}", GOOD)
    assert find_python(VERSION) == python


def test_one_that_uv_knows_of_is_found_without_a_download(machine):
    python = write(machine / "managed" / f"python{VERSION}", GOOD)
    asked = f"python find --no-python-downloads {VERSION}"
    uv = write(machine / "uv", f'[ "$*" = "{asked}" ] && echo {python}')
    assert find_python(VERSION, uv=str(uv)) == python


def test_where_there_is_none_nothing_is_found(machine):
    uv = write(machine / "uv", "exit 2")
    assert find_python(VERSION, uv=str(uv)) is None
    assert find_python(VERSION, uv=str(machine / "no uv")) is None


def try_peer(machine):
    peer = Peer("elsewhere 1.0", "via_elsewhere", ("elsewhere==1.0",), VERSION)
    return do(peer, machine, "bt", runs=1, patience=30).trouble


def test_a_peer_without_its_python_says_what_to_install(machine):
    write(machine / "bin" / "uv", "exit 2")
    assert try_peer(machine) == (
        f"It needs Python {VERSION}, which is not here: install it "
        f"(uv python install {VERSION}, or pyenv install {VERSION}) and try again."
    )


def test_a_peer_without_uv_says_what_to_install(machine, monkeypatch):
    monkeypatch.setattr(peer_runs, "ROOT", machine)
    assert try_peer(machine).startswith("It needs uv, which is not here: install it")


def test_a_peer_that_cannot_be_installed_says_why(machine):
    write(machine / "bin" / f"python{VERSION}", GOOD)
    write(machine / "bin" / "uv", "echo 'error: there is no elsewhere' >&2; exit 1")
    assert try_peer(machine) == "error: there is no elsewhere"
