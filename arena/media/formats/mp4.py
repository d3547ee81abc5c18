"""MP4 and M4A: the tracks of picture and sound in a file made anew.

Only samples that a kept track names are copied, so nothing hides between them.

Source:
    ISO/IEC 14496-12.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arena.media.formats.fragments import of_track, read_fragments
from arena.media.formats.tracks import (
    Description,
    Samples,
    describe,
    read_samples,
    sample_table,
)
from arena.media.parts.boxes import Box, boxes, file_type, full, only, top_boxes, written
from arena.media.parts.reading import number, refuse, take

_TOP = frozenset((b"ftyp", b"moov", b"moof"))
_PLAYED = frozenset((b"vide", b"soun"))
_UNKNOWN_LANGUAGE = (0x55C4).to_bytes(2)
_SELF_CONTAINED = 1


@dataclass(frozen=True, slots=True)
class PlayedTrack:
    box: Box
    handler: bytes
    samples: Samples
    description: Description


@dataclass(frozen=True, slots=True)
class Movie:
    """What is played, and the coded data in the order in which it was stored."""

    box: Box
    tracks: Sequence[PlayedTrack]

    @property
    def data(self) -> bytes:
        return b"".join(payload for _, _, payload in self._ordered())

    def written(self, data_at: int) -> bytes:
        """The box moov, for data that begins there in the file."""
        places: list[list[int]] = [[] for _ in self.tracks]
        at = data_at
        for _, track, payload in self._ordered():
            places[track].append(at)
            at += len(payload)
        header = _without_times(only(self.box.children(), b"mvhd"), (100, 112))
        scale = _scale(header)
        lasting = [_lasting(track, scale) for track in self.tracks]
        tracks = [
            _track(track, where, duration)
            for track, where, duration in zip(self.tracks, places, lasting, strict=True)
        ]
        known = [duration for duration in lasting if duration is not None]
        return written(b"moov", _with_duration(header, max(known, default=None), 4), *tracks)

    def _ordered(self) -> list[tuple[int, int, bytes]]:
        return sorted(
            (place, index, payload)
            for index, track in enumerate(self.tracks)
            for place, payload in track.samples.chunks()
        )


def strip(raw: bytes) -> bytes:
    """A file of its type, its tracks, and their data."""
    top = list(top_boxes(raw, _TOP))
    box = only(top, b"moov")
    fragments = [each for each in top if each.name == b"moof"]
    samples = read_fragments(raw, box, fragments) if fragments else {}
    movie = read_movie(raw, box, handlers=_PLAYED, fragments=samples)
    kind = file_type(only(top, b"ftyp"), otherwise=b"isom")
    data_at = len(kind) + len(movie.written(0)) + 8
    return b"".join((kind, movie.written(data_at), written(b"mdat", movie.data)))


def read_movie(
    raw: bytes,
    box: Box,
    *,
    handlers: frozenset[bytes],
    fragments: Mapping[int, Samples] | None = None,
) -> Movie:
    """The tracks of these handlers, with the samples of fragments if there are any."""
    tracks = [
        read
        for track in box.children()
        if track.name == b"trak" and (read := _read_track(raw, track, handlers, fragments or {}))
    ]
    if not tracks:
        refuse("is damaged: it has neither picture nor sound")
    return Movie(box, tracks)


def _read_track(
    raw: bytes, box: Box, handlers: frozenset[bytes], fragments: Mapping[int, Samples]
) -> PlayedTrack | None:
    """None for what is neither picture nor sound: times, places, texts."""
    media = box.child(b"mdia")
    handler = take(media.child(b"hdlr").body, 8, 4)
    if handler not in handlers:
        return None
    table = media.child(b"minf").child(b"stbl")
    _refuse_other_files(media.child(b"minf"))
    description = describe(table)
    samples = read_samples(raw, table)
    if fragments:
        if samples.payloads:
            refuse("is an MP4 that is only partly in fragments: write it in one piece")
        samples = of_track(fragments, _number(box.child(b"tkhd")))
    samples.payloads = list(description.clean(samples.payloads))
    return PlayedTrack(box, handler, samples, description)


def _refuse_other_files(information: Box) -> None:
    references = information.child(b"dinf").child(b"dref")
    for box in boxes(references.body[8:]):
        if not number(box.body, 0, 4) & _SELF_CONTAINED:
            refuse("refers to data in another file")


def _number(header: Box) -> int:
    return number(header.body, 20 if header.body[0] & 1 else 12, 4)


def _lasting(track: PlayedTrack, scale: int) -> int | None:
    """How long a track of fragments lasts, in the movie's units; None for any other track."""
    if track.samples.duration is None:
        return None
    own = _scale(_without_times(track.box.child(b"mdia").child(b"mdhd"), (24, 36)))
    return track.samples.duration * scale // max(own, 1)


def _scale(header: bytes) -> int:
    """Units a second, of a header of a movie or a medium."""
    return number(header, 28 if header[8] else 20, 4)


def _with_duration(header: bytes, duration: int | None, skip: int) -> bytes:
    """The header with the duration of now, which stands so many bytes behind its times."""
    if duration is None:
        return header
    width = 8 if header[8] else 4
    at = 12 + 2 * width + skip
    return header[:at] + duration.to_bytes(width) + header[at + width :]


def _track(track: PlayedTrack, places: Sequence[int], lasting: int | None) -> bytes:
    parts = track.box.children()
    media = only(parts, b"mdia")
    edits = (_edits(box, lasting) for box in parts if box.name == b"edts")
    references = (_references(box) for box in parts if box.name == b"tref")
    return written(
        b"trak",
        _with_duration(_without_times(only(parts, b"tkhd"), (84, 96)), lasting, 8),
        *(each for each in references if track.handler == b"auxv"),
        *edits,
        written(
            b"mdia",
            _with_duration(_media_header(media.child(b"mdhd")), track.samples.duration, 4),
            full(b"hdlr", bytes(4), track.handler, bytes(12), b"\0"),
            _information(track, places),
        ),
    )


def _information(track: PlayedTrack, places: Sequence[int]) -> bytes:
    own = full(b"url ", flags=_SELF_CONTAINED)
    table = sample_table(track.description.box, track.samples, places)
    header = (
        full(b"smhd", bytes(4)) if track.handler == b"soun" else full(b"vmhd", bytes(8), flags=1)
    )
    return written(b"minf", header, written(b"dinf", full(b"dref", (1).to_bytes(4), own)), table)


def _without_times(box: Box, sizes: tuple[int, int]) -> bytes:
    """A header of version 0 or 1 without when it was made and changed."""
    version = box.body[0] & 1
    width = 8 if version else 4
    head = take(box.body, 0, sizes[version])
    return written(box.name, bytes((version,)), head[1:4], bytes(2 * width), head[4 + 2 * width :])


def _media_header(box: Box) -> bytes:
    """Without a language either, which nobody hears who listens."""
    kept = _without_times(box, (24, 36))
    return kept[:-4] + _UNKNOWN_LANGUAGE + bytes(2)


def _edits(box: Box, lasting: int | None) -> bytes:
    """Which part of a track is played when; in fragments, a length of zero is all of it."""
    found = box.child(b"elst")
    version = found.body[0] & 1
    count, width = number(found.body, 4, 4), 8 if version else 4
    entries = take(found.body, 8, count * (2 * width + 4))
    if lasting is not None and count == 1 and not any(entries[:width]):
        entries = lasting.to_bytes(width) + entries[width:]
    return written(b"edts", full(b"elst", count.to_bytes(4), entries, version=version))


def _references(box: Box) -> bytes:
    """Which track has the picture that this one is the alpha of."""
    kept = (
        written(each.name, take(each.body, 0, 4)) for each in box.children() if each.name == b"auxl"
    )
    return written(b"tref", *kept)
