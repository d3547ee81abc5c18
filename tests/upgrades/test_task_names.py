"""Messages that an earlier version left in the queue are taken by this one's worker."""

import json
import tarfile

import pytest

from config.celery import app
from tests.upgrades.archives import ARCHIVES, FACTS, archives_of


def names_of_the_version_before() -> list[str]:
    """A name that is given up stays registered for one release, so older archives do not matter."""
    with tarfile.open(archives_of("sqlite")[-1]) as packed:
        return json.load(packed.extractfile(FACTS))["tasks"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", names_of_the_version_before())
def test_a_message_of_the_version_before_is_worked_on(name):
    app.loader.import_default_modules()
    assert app.tasks[name].apply(throw=True).successful()


def test_both_archives_of_a_version_are_there():
    versions = [
        {path.name.partition(".")[0] for path in archives_of(database)}
        for database in ("sqlite", "postgresql")
    ]
    assert versions[0] == versions[1]
    assert len(list(ARCHIVES.iterdir())) == 2 * len(versions[0])
