"""The pins in requirements/ are those of pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WANTED = {
    "default": PROJECT["project"]["dependencies"],
    "dev": PROJECT["project"]["dependencies"]
    + PROJECT["dependency-groups"]["dev"]
    + PROJECT["dependency-groups"]["e2e"],
}


def read(name):
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def pins(name):
    """Each pinned name with its versions: there may be one per Python."""
    found = {}
    for package, version in re.findall(r"^([\w.-]+)==([^ ;\\]+)", read(name), re.MULTILINE):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


@pytest.mark.parametrize("name", WANTED)
def test_every_requirement_is_pinned_to_a_version_it_allows(name):
    pinned = pins(name)
    for text in WANTED[name]:
        requirement = Requirement(text)
        versions = pinned[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), text


@pytest.mark.parametrize("name", WANTED)
def test_every_pin_has_a_hash(name):
    pinned = re.findall(r"^[\w.-]+==.*", read(name), re.MULTILINE)
    assert len(pinned) == len(
        re.findall(r"^[\w.-]+==.*\\\n +--hash=sha256:", read(name), re.MULTILINE)
    )


def test_development_runs_on_the_pins_that_are_served():
    assert pins("default").items() <= pins("dev").items()


@pytest.mark.parametrize("name", WANTED)
def test_pins_name_no_package_index(name):
    assert "://" not in read(name)
