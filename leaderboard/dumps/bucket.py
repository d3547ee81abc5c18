"""Dumps in a bucket that speaks S3, through s3fs; which one, and with which keys, is said by the
usual variables of AWS (`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`)."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from leaderboard.dumps.storage import MakeDump, StorageFailed, StoredFile, day_of
from leaderboard.open_data import MANIFEST

# Of a file that is sent in parts, which S3 wants to have at least 5 MiB; one is in memory.
PART_BYTES = 8 << 20
# How long an address works that a download is led to.
ADDRESS_SECONDS = 3_600
_TIMES = {"connect_timeout": 5, "read_timeout": 60, "retries": {"max_attempts": 3}}
_NOT_INSTALLED = "DUMP_STORAGE names a bucket, which needs s3fs: run ./run install s3."


@cache
def _file_system() -> Any:
    try:
        import s3fs  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise StorageFailed(_NOT_INSTALLED) from error
    return s3fs.S3FileSystem(
        config_kwargs=_TIMES, use_listings_cache=False, skip_instance_cache=True
    )


class BucketStorage:
    """Below the prefix, a dump is the files whose names begin with its day; it is there once its
    manifest is, which is written last and removed first.

    Args:
        place: such as s3://bucket/prefix.
        work: a folder in which a dump is made before it is sent.
    """

    def __init__(self, place: str, *, work: Path) -> None:
        self.place = place.rstrip("/")
        self.root = self.place.partition("://")[2]
        self.bucket, _, prefix = self.root.partition("/")
        self.prefix = f"{prefix}/" if prefix else ""
        self.work = work

    def write(self, day: date, make: MakeDump) -> dict[str, Any]:
        folder = self.work / day.isoformat()
        self.work.mkdir(parents=True, exist_ok=True)
        try:
            manifest = make(folder)
            with self._asked() as bucket:
                self._send(bucket, folder, day)
        except BaseException:
            self._give_up(day)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return manifest

    def _send(self, bucket: Any, folder: Path, day: date) -> None:
        names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
        for name in (*names, MANIFEST):
            target = self._path(day, name)
            bucket.put_file(str(folder / name), target, chunksize=PART_BYTES, max_concurrency=1)

    def _give_up(self, day: date) -> None:
        """Whatever does not answer now is removed by the next run."""
        try:
            self.remove(day)
        except StorageFailed:
            return

    def days(self) -> Collection[date]:
        with self._asked() as bucket:
            found = bucket.glob(f"{self.root}/*/{MANIFEST}")
        return {day for path in found if (day := day_of(str(path).split("/")[-2]))}

    def remove(self, day: date) -> None:
        with self._asked() as bucket:
            manifest = self._path(day, MANIFEST)
            if bucket.exists(manifest):
                bucket.rm_file(manifest)
            for path in bucket.find(f"{self.root}/{day.isoformat()}/"):
                bucket.rm_file(path)

    def tidy(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        whole = self.days()
        with self._asked() as bucket:
            for upload in bucket.list_multipart_uploads(self.bucket):
                if self._is_ours(str(upload["Key"])):
                    bucket.abort_mpu(self.bucket, upload["Key"], upload["UploadId"])
            found = {day_of(str(path).split("/")[-2]) for path in bucket.glob(f"{self.root}/*/*")}
        for day in found - {None, *whole}:
            if day is not None:
                self.remove(day)

    def _is_ours(self, key: str) -> bool:
        day, _, name = key.removeprefix(self.prefix).partition("/")
        return key.startswith(self.prefix) and day_of(day) is not None and "/" not in name

    def find(self, day: date, name: str) -> StoredFile | None:
        with self._asked() as bucket:
            return StoredFile(address=bucket.url(self._path(day, name), expires=ADDRESS_SECONDS))

    def _path(self, day: date, name: str) -> str:
        return f"{self.root}/{day.isoformat()}/{name}"

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        """What goes wrong with the bucket, as one error that says what."""
        bucket = _file_system()
        from aiohttp import ClientError as ConnectionBroke  # noqa: PLC0415 - come with s3fs
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        try:
            yield bucket
        except PermissionError as error:
            advice = "Look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do."
            raise StorageFailed(f"{self.place} refused the keys: {error}. {advice}") from error
        except FileNotFoundError as error:
            raise StorageFailed(f"{self.place}: there is no such bucket ({error}).") from error
        except (OSError, BotoCoreError, ClientError, ConnectionBroke) as error:
            what = str(error) or type(error).__name__
            raise StorageFailed(f"{self.place} cannot be used: {what}.") from error
