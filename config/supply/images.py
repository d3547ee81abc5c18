"""Pin the base images of Dockerfile and docker-compose.yml by digest.

    ./run pin-images [--registry URL] [FILE …]

Asks the registry what each tag stands for now and writes `name:tag@sha256:…`; a digest that is
there is replaced. If one image cannot be resolved, no file is changed.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.supply.errors import SupplyError
from config.supply.registry import HUB, Image, find_digest

ROOT = Path(__file__).resolve().parents[2]
FILES = (ROOT / "Dockerfile", ROOT / "docker-compose.yml")
# Built here, so in no registry; `scratch` is empty.
OURS = {"podium", "scratch"}
_FROM = re.compile(r"(?im)^FROM +(?:--\S+ +)*(?P<image>\S+)(?: +AS +(?P<stage>\S+))?")
_COPY_FROM = re.compile(r"(?im)^COPY +(?:--\S+ +)*?--from=(?P<image>\S+)")
_COMPOSE = re.compile(r"(?m)^ +image: *[\"']?(?P<image>[^\s\"'#]+)")


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="./run pin-images", description=__doc__)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("--registry", default=HUB, metavar="URL", help="instead of %(default)s")
    options.add_argument("files", type=Path, nargs="*", metavar="FILE")
    asked = options.parse_args(arguments)
    try:
        pin_files(asked.files or FILES, hub=asked.registry.rstrip("/"))
    except SupplyError as error:
        sys.stderr.write(f"{error}\nNothing was changed.\n")
        return 1
    return 0


def pin_files(paths: Sequence[Path], *, hub: str) -> None:
    """Resolve the images of all files, then rewrite the files.

    Raises:
        SupplyError: an image cannot be resolved, or a file cannot be read or written.
    """
    try:
        texts = {path: path.read_text(encoding="utf-8") for path in paths}
    except (OSError, UnicodeDecodeError) as error:
        raise SupplyError(f"A file cannot be read: {error}") from error
    images = {str(each): each for text in texts.values() for _, each in images_in(text)}
    digests = {name: find_digest(image, hub=hub) for name, image in images.items()}
    for path, text in texts.items():
        _replace(path, pinned(text, digests))
    for name, digest in digests.items():
        sys.stdout.write(f"{name}@{digest}\n")


def images_in(text: str) -> Iterator[tuple[tuple[int, int], Image]]:
    """Where a Dockerfile or a Compose file names images of a registry."""
    stages = {found["stage"] for found in _FROM.finditer(text) if found["stage"]}
    for pattern in (_FROM, _COPY_FROM, _COMPOSE):
        for found in pattern.finditer(text):
            name = found["image"]
            if name not in OURS | stages and not name.isdecimal():
                yield found.span("image"), Image.parse(name)


def pinned(text: str, digests: dict[str, str]) -> str:
    for (start, end), image in sorted(images_in(text), key=lambda each: each[0], reverse=True):
        text = f"{text[:start]}{image}@{digests[str(image)]}{text[end:]}"
    return text


def _replace(path: Path, text: str) -> None:
    """Write the file in one step."""
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.chmod(path.stat().st_mode)
        os.replace(new, path)  # noqa: PTH105 - both are paths
    except OSError as error:
        raise SupplyError(f"{path} cannot be written: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
