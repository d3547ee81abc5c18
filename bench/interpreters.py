"""Finds an installed Python of a given version, so that none has to be downloaded."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

TRY_SECONDS = 20
_SAY_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


def find_python(version: str, *, uv: str | None = None) -> Path | None:
    """The first interpreter of this version, such as "3.12", that starts; None if there is none.

    Searched in this order: PATH, pyenv's versions, and interpreters that uv knows.
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
    """The output of a program; empty if it fails, like a shim without a version behind it."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=TRY_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.strip()
