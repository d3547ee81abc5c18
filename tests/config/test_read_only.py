"""What a read-only file system needs, so that pages can be served; `test_serve` serves from one."""

import pytest

from config.embedded.errors import CannotStart
from config.embedded.folder import prepare_folder
from config.embedded.read_only import is_read_only, require_readable


@pytest.fixture
def prepared(tmp_path, monkeypatch):
    """A folder whose database, the arena's own, is empty."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = tmp_path / "data"
    prepare_folder(folder)
    (folder / "podium.sqlite3").touch()
    return folder


def test_a_database_that_was_not_closed_is_a_sentence(prepared):
    require_readable(prepared)
    (prepared / "podium.sqlite3-wal").write_bytes(b"changes")
    with pytest.raises(CannotStart, match=r"read-only, and its database was not closed"):
        require_readable(prepared)


def test_a_folder_that_was_never_served_is_a_sentence(tmp_path):
    with pytest.raises(CannotStart, match=r"read-only, and nothing was served from there yet"):
        require_readable(tmp_path)


def test_a_folder_that_can_be_written_or_is_not_there_is_not_read_only(tmp_path):
    assert not is_read_only(tmp_path)
    assert not is_read_only(tmp_path / "not there")
