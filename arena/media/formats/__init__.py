"""A filter per file format: bytes in, bytes without metadata out.

Each keeps the parts it knows a browser needs to show the content and drops every other, so that a
kind of metadata nobody thought of is dropped as well. Content is copied, never encoded anew.
"""

from collections.abc import Callable, Mapping

from arena.media.formats import avif, flac, gif, jpeg, mp3, mp4, ogg, png, riff, webm

FILTERS: Mapping[str, Callable[[bytes], bytes]] = {
    "image/png": png.strip,
    "image/jpeg": jpeg.strip,
    "image/webp": riff.strip_webp,
    "image/gif": gif.strip,
    "image/avif": avif.strip,
    "audio/mpeg": mp3.strip,
    "audio/wav": riff.strip_wav,
    "audio/ogg": ogg.strip,
    "audio/flac": flac.strip,
    "audio/mp4": mp4.strip,
    "video/webm": webm.strip,
    "video/mp4": mp4.strip,
}

__all__ = ["FILTERS"]
