"""Where a Python of some version is on this machine, so that none has to be brought."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

TRY_SECONDS = 20
_SAY_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


def find_python(version: str, *, uv: str | None = None) -> Path | None:
    """The first that starts and is of this version, such as "3.12"; None if there is none.

    Looked at in this order: the search path, pyenv's versions, and what uv knows of.
    """
    for python in _candidates(version, uv):
        if _said_by(str(python), "-c", _SAY_VERSION) == version:
            return python
    return None


def _candidates(version: str, uv: str | None) -> Iterator[Path]:
    name = f"python{version}"
    for folder in os.get_exec_path():
        if found := shutil.which(name, path=folder):
            yield Path(found)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{version}*/bin/{name}"), reverse=True)
    known = uv and _said_by(uv, "python", "find", "--no-python-downloads", version)
    if known:
        yield Path(known)


def _said_by(*command: str) -> str:
    """The one line that a program says; nothing if it fails, as the shim of a version manager does
    that has no such version chosen."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=TRY_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.strip()
