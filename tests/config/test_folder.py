"""The data folder: sockets, key and locks."""

import os
import stat
import subprocess
import sys

import pytest

from config.embedded.errors import CannotStart
from config.embedded.folder import (
    LONGEST_SOCKET_PATH,
    lock,
    prepare_folder,
    prepare_socket,
    valkey_socket,
)


def test_the_socket_stands_in_the_data_folder(tmp_path):
    assert valkey_socket(tmp_path) == tmp_path / "valkey.sock"


@pytest.mark.parametrize("letter", ["d", "ж"])
def test_a_folder_of_any_length_gets_a_socket_that_fits(tmp_path, letter):
    deep = tmp_path / (letter * 60) / (letter * 60)
    assert len(os.fsencode(valkey_socket(deep))) <= LONGEST_SOCKET_PATH


def test_two_deep_folders_never_share_a_socket(tmp_path):
    deep = tmp_path / ("d" * 120)
    assert valkey_socket(deep / "one") != valkey_socket(deep / "two")


def test_a_socket_outside_the_data_folder_is_private(tmp_path):
    socket = tmp_path / "outside" / "valkey.sock"
    prepare_socket(socket)
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700


def test_a_first_start_makes_a_secret_key_nobody_else_can_read(tmp_path):
    prepare_folder(tmp_path / "data")
    key = tmp_path / "data" / "secret_key"
    assert len(key.read_text()) > 60
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_data_folder_is_closed_to_others(tmp_path):
    prepare_folder(tmp_path / "data")
    for folder in ("", "logs", "valkey"):
        assert stat.S_IMODE((tmp_path / "data" / folder).stat().st_mode) == 0o700


def test_a_start_closes_what_an_earlier_version_left_open(tmp_path):
    (tmp_path / "logs").mkdir()
    tmp_path.chmod(0o755)
    files = [tmp_path / name for name in ("podium.sqlite3", "podium.sqlite3-wal", "logs/web.log")]
    for file in files:
        file.touch(mode=0o644)
    prepare_folder(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_later_start_keeps_the_secret_key(tmp_path):
    prepare_folder(tmp_path)
    key = (tmp_path / "secret_key").read_text()
    prepare_folder(tmp_path)
    assert (tmp_path / "secret_key").read_text() == key


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=r"cannot be written.*Choose another"):
        prepare_folder(tmp_path / "file" / "data")


def test_a_held_lock_refuses(tmp_path):
    with lock(tmp_path / "lock"), pytest.raises(BlockingIOError):
        lock(tmp_path / "lock", wait_seconds=0.1)


def test_a_lock_is_held_until_the_last_copy_is_gone(tmp_path):
    with lock(tmp_path / "lock") as file:
        heir = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=-1, pass_fds=[file.fileno()]
        )
    with heir:
        with pytest.raises(BlockingIOError):
            lock(tmp_path / "lock")
        heir.communicate(b"\n")
    lock(tmp_path / "lock").close()
