"""A part of a file as an answer, which Granian reads itself, as fast as the client takes it."""

from pathlib import Path
from typing import IO

from django.http import FileResponse


class FilePart:
    """The bytes of a file from `start` to before `stop`, read from `file_path` as they are sent.

    The gateway of the bundled server takes path and bounds, and needs no thread while it sends.
    """

    def __init__(self, path: Path, start: int, stop: int) -> None:
        self.file_path = path
        self.start, self.stop = start, stop
        self._file: IO[bytes] | None = None
        self._left = stop - start

    def read(self, size: int = -1) -> bytes:
        if self._file is None:
            self._file = self.file_path.open("rb")
            self._file.seek(self.start)
        wanted = self._left if size < 0 else min(size, self._left)
        found = self._file.read(wanted)
        self._left -= len(found)
        return found

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def attached(path: Path, *, name: str, content_type: str) -> FileResponse:
    """A whole file that a browser stores under this name."""
    answer = part_response(path, range(path.stat().st_size), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def part_response(path: Path, part: range, *, content_type: str) -> FileResponse:
    """These bytes, with their length; status and other headers are the caller's."""
    piece = FilePart(path, part.start, part.stop)
    answer = FileResponse(piece, content_type=content_type)
    answer.headers["Content-Length"] = str(len(part))
    return answer
