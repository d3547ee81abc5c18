"""MP4 in fragments, which are written in one piece.

Source:
    ISO/IEC 14496-12, 8.8 (movie fragments).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from arena.media.formats.tracks import MOST_SAMPLES, Samples, contents
from arena.media.parts.boxes import Box, full
from arena.media.parts.reading import CannotStrip, number, refuse

# Flags of tfhd and trun.
_BASE, _DESCRIPTION, _DURATION, _SIZE, _FLAGS = 0x1, 0x2, 0x8, 0x10, 0x20
_BASE_IS_FRAGMENT = 0x20000
_RUN_OFFSET, _RUN_FIRST_FLAGS = 0x1, 0x4
_RUN_DURATION, _RUN_SIZE, _RUN_FLAGS, _RUN_SHIFT = 0x100, 0x200, 0x400, 0x800
# Of a sample: nothing can begin here.
_NOT_A_START = 0x10000


@dataclass(slots=True)
class _Gathered:
    """What fragments say of one track."""

    places: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    durations: list[int] = field(default_factory=list)
    shifts: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    @property
    def duration(self) -> int:
        return sum(self.durations)


@dataclass(frozen=True, slots=True)
class _Run:
    """The defaults of a run of samples: duration, size, flags."""

    duration: int
    size: int
    flags: int


def read_fragments(raw: bytes, movie: Box, fragments: Sequence[Box]) -> dict[int, Samples]:
    """The samples of each track, by its number."""
    defaults = dict(_defaults(movie))
    tracks = {track: _Gathered() for track in defaults}
    for fragment in fragments:
        end = fragment.start
        for box in (each for each in fragment.children() if each.name == b"traf"):
            head = box.child(b"tfhd").body
            track = number(head, 4, 4)
            if track not in tracks:
                refuse("is damaged: a fragment is of no track")
            base, run = _read_head(head, defaults[track], fragment.start, end)
            _last_until(box, tracks[track])
            end = _gather(tracks[track], box, base, run)
    return {track: _samples(raw, each) for track, each in tracks.items()}


def _defaults(movie: Box) -> Iterator[tuple[int, _Run]]:
    for box in movie.child(b"mvex").children():
        if box.name == b"trex":
            track, *values = (number(box.body, at, 4) for at in (4, 12, 16, 20))
            yield track, _Run(*values)


def _read_head(head: bytes, default: _Run, fragment: int, end: int) -> tuple[int, _Run]:
    """Where the data of the runs is counted from, and their defaults."""
    flags, at = number(head, 1, 3), 8
    base = fragment if flags & _BASE_IS_FRAGMENT else end
    if flags & _BASE:
        base, at = number(head, at, 8), at + 8
    at += 4 * bool(flags & _DESCRIPTION)
    values = []
    for flag, value in (
        (_DURATION, default.duration),
        (_SIZE, default.size),
        (_FLAGS, default.flags),
    ):
        values.append(number(head, at, 4) if flags & flag else value)
        at += 4 * bool(flags & flag)
    return base, _Run(*values)


def _last_until(box: Box, track: _Gathered) -> None:
    """A sample is shown until the next fragment begins, whatever was thought of its duration."""
    for each in box.children():
        if each.name == b"tfdt":
            begins = number(each.body, 4, 8 if each.body[0] else 4)
            before = track.duration - sum(track.durations[-1:])
            if begins < before or (begins and not track.durations):
                refuse("is an MP4 in fragments that do not follow one another from zero on")
            track.durations[-1:] = [begins - before] if track.durations else []


def _gather(track: _Gathered, box: Box, base: int, default: _Run) -> int:
    """Add the runs of a fragment; returns where the data of the last one ends."""
    at = base
    for each in (each for each in box.children() if each.name == b"trun"):
        body, flags, count = each.body, number(each.body, 1, 3), number(each.body, 4, 4)
        place = 8
        if flags & _RUN_OFFSET:
            at, place = base + int.from_bytes(body[8:12], signed=True), 12
        first_flags = default.flags
        if flags & _RUN_FIRST_FLAGS:
            first_flags, place = number(body, place, 4), place + 4
        track.places.append(at)
        track.counts.append(count)
        size_before = len(track.sizes)
        _gather_samples(track, body[place:], (flags, count, body[0]), default, first_flags)
        at += sum(track.sizes[size_before:])
    return at


def _gather_samples(
    track: _Gathered, body: bytes, run: tuple[int, int, int], default: _Run, first_flags: int
) -> None:
    flags, count, version = run
    if len(track.sizes) + count > MOST_SAMPLES:
        refuse("is made of too many parts")
    at = 0
    for index in range(count):
        values = {}
        for flag in (_RUN_DURATION, _RUN_SIZE, _RUN_FLAGS, _RUN_SHIFT):
            if flags & flag:
                values[flag], at = number(body, at, 4), at + 4
        shift = values.get(_RUN_SHIFT, 0)
        of_sample = values.get(_RUN_FLAGS, first_flags if index == 0 else default.flags)
        track.durations.append(values.get(_RUN_DURATION, default.duration))
        track.sizes.append(values.get(_RUN_SIZE, default.size))
        track.shifts.append(shift - (1 << 32) if version and shift >> 31 else shift)
        if not of_sample & _NOT_A_START:
            track.starts.append(len(track.sizes))


def _samples(raw: bytes, track: _Gathered) -> Samples:
    payloads = contents(raw, track.sizes, track.counts, track.places)
    times = _runs(b"stts", track.durations)
    if any(track.shifts):
        times += _runs(b"ctts", track.shifts)
    if len(track.starts) < len(track.sizes):
        starts = (start.to_bytes(4) for start in track.starts)
        times += full(b"stss", len(track.starts).to_bytes(4), *starts)
    return Samples(payloads, track.counts, track.places, times, track.duration)


def _runs(name: bytes, values: Sequence[int]) -> bytes:
    """A table of how many samples in a row have which value."""
    runs: list[list[int]] = []
    for value in values:
        if runs and runs[-1][1] == value:
            runs[-1][0] += 1
        else:
            runs.append([1, value])
    is_signed = any(value < 0 for value in values)
    entries = (count.to_bytes(4) + value.to_bytes(4, signed=is_signed) for count, value in runs)
    return full(name, len(runs).to_bytes(4), *entries, version=int(is_signed))


def of_track(samples: Mapping[int, Samples], track: int) -> Samples:
    if track in samples:
        return samples[track]
    raise CannotStrip("is damaged: a track has no fragments")
