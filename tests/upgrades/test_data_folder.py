"""`serve` opens the data folder of an earlier version where it stands."""

import http.client
import json
import re
import time
from contextlib import closing

import pytest

from tests.config.test_serve import Podium
from tests.upgrades.archives import archives_of, unpack


@pytest.fixture(scope="module", params=archives_of("sqlite")[-1:], ids=lambda path: path.name)
def served(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("folder")
    facts = unpack(request.param, folder)
    podium = Podium(folder)
    podium.wait_for("is ready")
    yield podium, facts
    assert podium.stop() == 0


def read(podium, path, **headers):
    with closing(http.client.HTTPConnection(podium.bind, timeout=120)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_its_pages_answer(served):
    podium, _ = served
    for path in ("/", "/leaderboard/", "/challenges/harbour/"):
        assert read(podium, path)[0] == 200


def test_its_secret_key_seals_the_links_and_cookies_it_sealed(served):
    podium, facts = served
    assert read(podium, facts["match"])[0] == 404
    assert read(podium, facts["match"], Cookie=f"voter={facts['voter']}")[0] == 200


def test_its_pictures_are_there(served):
    podium, _ = served
    _, page = read(podium, "/models/quillon-3/responses/harbour/")
    (address,) = set(re.findall(r'src="(/media/named/[^"]+)"', page.decode()))
    status, picture = read(podium, address)
    assert status == 200
    assert picture.startswith(b"\x89PNG")


def test_its_worker_counts_the_votes_that_waited(served):
    podium, facts = served
    expected = facts["boards"]["overall"]["run"]["votes"] + facts["pending"]
    give_up_at = time.monotonic() + 300
    while votes(podium) != expected:
        assert time.monotonic() < give_up_at
        time.sleep(0.2)


def votes(podium):
    return json.loads(read(podium, "/api/v1/boards/overall/")[1])["run"]["votes"]
