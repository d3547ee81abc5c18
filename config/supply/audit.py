"""Check every pinned package against an advisory database, and write the bill of materials.

    ./run audit [--database URL] [--sbom FILE] [--ignore ID …]

Exits with 0 if a database that is one knows of no vulnerability, with 1 if it does, and with 2 if
it could not be asked: that is never the answer "none".
"""

import argparse
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from config.supply.advisories import find_advisories
from config.supply.errors import SupplyError
from config.supply.pins import Pin, read_pins
from config.supply.sbom import SCOPES, bill_of_materials

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "https://api.osv.dev"
NONE, FOUND, NOT_CHECKED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _options().parse_args(arguments)
    try:
        sets = {name: read_pins(asked.requirements / f"{name}.txt") for name in SCOPES}
        _write_sbom(sets, asked.sbom)
        pins = list(
            {(pin.name, pin.version): pin for each in sets.values() for pin in each}.values()
        )
        advisories = find_advisories(
            pins, database=asked.database.rstrip("/"), ignored=asked.ignore
        )
    except SupplyError as error:
        sys.stderr.write(f"NOT CHECKED. {error}\nWhether vulnerabilities are known is not known.\n")
        return NOT_CHECKED
    for advisory in advisories:
        _say(str(advisory))
    if asked.ignore:
        _say(f"Ignored: {', '.join(asked.ignore)}.")
    _say(f"{asked.database} was asked about {len(pins)} packages; advisories: {len(advisories)}.")
    return FOUND if advisories else NONE


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="./run audit", description=__doc__)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("--database", default=DATABASE, help="with OSV's API; %(default)s")
    options.add_argument("--sbom", type=Path, default=ROOT / "sbom.cdx.json", help="to write")
    options.add_argument("--ignore", action="append", default=[], metavar="ID", help="an advisory")
    options.add_argument("--requirements", type=Path, default=ROOT / "requirements")
    return options


def _write_sbom(sets: Mapping[str, Sequence[Pin]], path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bill = bill_of_materials(sets, version=project["version"], now=datetime.now(UTC))
    try:
        path.write_text(bill, encoding="utf-8")
    except OSError as error:
        raise SupplyError(f"The bill of materials cannot be written: {error}") from error
    _say(f"Wrote {path} (CycloneDX 1.6).")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
