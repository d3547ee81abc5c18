"""Counters of what happens in the web processes, which share a folder of small files.

The library decides when it is imported whether processes share counters, by an environment
variable; so this module is imported only once `start` of the folder has run.
"""

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "podium-metrics-"
# Not $TMPDIR, which containers may share: their process ids are the same.
PLACE = Path("/tmp")  # noqa: S108 - its owner is checked
_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def start() -> None:
    """Count from now on, in a folder that the processes of one web server share."""
    if not os.environ.get(_VARIABLE):
        os.environ[_VARIABLE] = str(prepare_folder(os.getppid()))
    from arena import measures  # noqa: PLC0415 - the same
    from config.metrics.counters import add  # noqa: PLC0415 - see above

    measures.observe(add)


def prepare_folder(parent: int) -> Path:
    """The folder of the web server with this process id; those of servers that ended are removed.

    Raises:
        PermissionError: somebody else has made it.
    """
    place = PLACE if os.access(PLACE, os.W_OK) else Path(tempfile.gettempdir())
    for left in place.glob(f"{PREFIX}*"):
        number = left.name.removeprefix(PREFIX)
        if number.isdecimal() and int(number) != parent and not _is_running(int(number)):
            shutil.rmtree(left, ignore_errors=True)
    folder = place / f"{PREFIX}{parent}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to somebody else.")
    return folder


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
