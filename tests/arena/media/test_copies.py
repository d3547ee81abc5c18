"""Files as they are sent: without metadata, in matches and under the author's name."""

import logging

import pytest
from django.test import Client

from arena.media import FOLDER, make_copies, refused_files, strip_metadata
from arena.models import (
    Challenge,
    ChallengeState,
    Kind,
    Match,
    Response,
    Side,
    Withdrawal,
    stored_files,
)
from arena.rendering import addresses
from arena.tasks import strip_files
from tests.arena.crawling import media_address
from tests.arena.media.making import picture, plain
from tests.arena.media.marking import XMP, exif, tells
from tests.arrange import make_challenge, make_competitor, make_response, serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

TOLD = picture("WEBP", exif=exif(), xmp=XMP)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def pictures(media):
    """Two pictures of a challenge that tell their authors, brought in before copies were made."""
    challenge = make_challenge("plain")
    for name in ("ada", "bob"):
        (media / f"{name}.webp").write_bytes(TOLD)
        make_response(
            *(challenge, make_competitor(name)),
            kind=Kind.IMAGE,
            file=f"{name}.webp",
            media_type="image/webp",
        )
    return list(Response.objects.all())


def copies(media):
    return sorted(path.name for path in (media / FOLDER).rglob("*") if path.is_file())


def original(response):
    return f"/media/original/{addresses.sign_named(response.pk)}/"


def test_a_file_that_came_in_earlier_is_sent_without_metadata(client, pictures, media):
    match = serve()
    for address in (
        media_address(match, Side.LEFT),
        f"/media/named/{addresses.sign_named(match.left_id)}/",
    ):
        sent = client.get(address)
        assert sent.status_code == 200
        assert not tells(sent.content)
    assert not (media / FOLDER).exists()  # a GET writes nothing


def test_parts_are_parts_of_what_is_sent(client, pictures):
    address = media_address(serve(), Side.LEFT)
    whole = client.get(address).content
    part = client.get(address, headers={"range": "bytes=10-"})
    assert part.content == whole[10:]
    assert part.headers["Content-Range"] == f"bytes 10-{len(whole) - 1}/{len(whole)}"
    assert len(whole) < len(TOLD)


def test_the_worker_makes_copies_once(client, pictures, media):
    strip_files()
    assert copies(media) == ["ada.webp", "bob.webp"]
    (media / "ada.webp").unlink()
    (media / "bob.webp").unlink()
    strip_files()
    assert client.get(media_address(serve(), Side.LEFT)).status_code == 200


def test_copies_by_older_rules_are_deleted_once_all_are_made_anew(pictures, media):
    older = media / FOLDER / "0"
    older.mkdir(parents=True)
    assert not make_copies(stored_files(), is_enough=lambda: True)
    assert older.exists()
    assert make_copies(stored_files(), is_enough=lambda: False)
    assert not older.exists()


def test_a_file_that_cannot_be_stripped_is_not_sent(client, pictures, media, caplog):
    for each in pictures:
        (media / each.file).write_bytes(TOLD[:-30])
    address = media_address(serve(), Side.LEFT)
    assert client.get(address).status_code == 403
    with caplog.at_level(logging.WARNING):
        strip_files()
    assert "ada.webp is not served: it is damaged" in caplog.text
    assert refused_files() == ["ada.webp", "bob.webp"]
    assert client.get(address).status_code == 403


def test_a_file_that_is_missing_keeps_no_other_from_its_copy(pictures, media):
    (media / "ada.webp").unlink()
    strip_files()
    assert copies(media) == ["bob.webp"]


def test_the_page_of_a_response_offers_the_file_as_it_was_received(client, pictures):
    page = client.get("/models/ada/responses/plain/").text
    assert original(pictures[0]) in page
    answer = client.get(original(pictures[0]))
    assert answer.content == TOLD
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plain-ada-0.webp"'
    assert "no-store" in answer.headers["Cache-Control"]


def test_no_page_of_a_match_offers_it_before_or_after_the_vote(client, pictures):
    client.post("/matches/")
    match = Match.objects.get()
    assert "/media/original/" not in client.get(f"/matches/{match.id}/").text
    assert "/media/original/" not in client.get("/models/ada/responses/plain/").text
    client.post(f"/matches/{match.id}/vote/", {"outcome": "left"})
    assert "/media/original/" not in client.get(f"/matches/{match.id}/").text


def test_the_file_as_it_was_received_is_public_when_its_response_is(client, pictures):
    first, second = pictures
    Withdrawal.objects.create(response=first, reason="It names itself.")
    assert client.get(original(first)).status_code == 404
    draft = make_challenge("draft", state=ChallengeState.DRAFT)
    waiting = make_response(
        draft, second.competitor, kind=Kind.IMAGE, file=second.file, media_type="image/webp"
    )
    assert client.get(original(waiting)).status_code == 404
    assert client.get(original(second)).status_code == 200


def test_a_response_that_waits_for_the_end_keeps_its_file_until_then(client, pictures):
    Challenge.objects.update(responses_public="when_retired")
    assert client.get(original(pictures[0])).status_code == 404
    Challenge.objects.update(state=ChallengeState.RETIRED)
    assert client.get(original(pictures[0])).content == TOLD


def test_an_address_of_a_match_opens_no_file_as_it_was_received(pictures):
    token = media_address(serve(), Side.LEFT).split("/")[2]
    assert Client().get(f"/media/original/{token}/").status_code == 404


def test_what_a_browser_is_told_of_a_file_is_the_same_for_all_authors(client, pictures):
    """Its length is that of the pixels, with no room for what was there."""
    match = serve()
    headers = [dict(client.get(media_address(match, side)).headers) for side in Side]
    assert headers[0] == headers[1]
    assert not {"ETag", "Last-Modified", "Content-Disposition"} & set(headers[0])
    bare = strip_metadata(picture("WEBP"), media_type="image/webp")
    assert abs(int(headers[0]["Content-Length"]) - len(bare)) <= 18  # an empty VP8X


@pytest.mark.parametrize("name", ["png", "mp3", "mp4", "webm", "flac"])
def test_every_kind_of_file_is_sent_as_it_is_stripped(client, media, name):
    media_type, raw = plain(name)
    (media / "a.bin").write_bytes(raw)
    kind = Kind(media_type.partition("/")[0])
    shown = make_response(
        make_challenge(), make_competitor(), kind=kind, file="a.bin", media_type=media_type
    )
    sent = client.get(f"/media/named/{addresses.sign_named(shown.pk)}/")
    assert sent.headers["Content-Type"] == media_type
    assert sent.content == strip_metadata(raw, media_type=media_type)
