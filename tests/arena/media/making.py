"""Small files of every format that is taken, encoded by Pillow and FFmpeg."""

import io
from fractions import Fraction
from functools import cache

import av
import numpy as np
from PIL import Image

SIDE, FRAMES = 64, 10


@cache
def picture(form, mode="RGB", *, frames=1, **options) -> bytes:
    """A picture of a colour gradient; with more frames, one that moves."""
    file = io.BytesIO()
    first, *others = (_drawn(number).convert(mode) for number in range(frames))
    if others:
        options |= {"save_all": True, "append_images": others, "duration": 80, "loop": 3}
    first.save(file, form, **options)
    return file.getvalue()


def _drawn(number):
    across = np.arange(SIDE, dtype=np.uint8) * 3
    pixels = np.zeros((SIDE // 2, SIDE, 4), np.uint8)
    pixels[..., 0], pixels[..., 1] = across, across[: SIDE // 2, None]
    pixels[number * 3 : number * 3 + 6, :, 2] = 250
    pixels[..., 3] = 255 - across // 2
    return Image.fromarray(pixels, "RGBA")


@cache
def film(form, video=None, audio=None, *, rate=48_000, layout="mono", pixels="yuv420p", **options):
    """A second of a moving bar and a tone, by these encoders, with their names in it."""
    file = io.BytesIO()
    with av.open(file, "w", format=form, options=options) as container:
        picture_stream = sound_stream = None
        if video:
            picture_stream = container.add_stream(video, rate=10)
            picture_stream.width = picture_stream.height = SIDE
            picture_stream.pix_fmt = pixels
        if audio:
            sound_stream = container.add_stream(
                audio, rate=rate, layout=layout, options={"strict": "-2"}
            )
        if picture_stream:
            _encode(container, picture_stream, map(_frame, range(FRAMES)))
        if sound_stream:
            _encode(container, sound_stream, [_tone(rate, layout)])
    return file.getvalue()


def _encode(container, stream, frames):
    for frame in (*frames, None):
        container.mux(stream.encode(frame))


def _frame(number):
    pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
    pixels[..., 0] = np.arange(SIDE) * 3
    pixels[number * 3 : number * 3 + 9, :, 1] = 200
    frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
    frame.pts = number
    return frame


def _tone(rate, layout):
    wave = (np.sin(np.arange(rate) * (2 * np.pi * 440 / rate)) * 8_000).astype(np.int16)
    channels = 2 if layout == "stereo" else 1
    frame = av.AudioFrame.from_ndarray(np.repeat(wave, channels)[None], "s16", layout)
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    return frame


def decoded(raw):
    """Every frame of picture and sound, with its time."""
    with av.open(io.BytesIO(raw)) as container:
        return [(frame.pts, frame.to_ndarray().tobytes()) for frame in container.decode()]


def shown(raw):
    """Every frame of a picture as a browser shows it: its pixels, and for how long."""
    with Image.open(io.BytesIO(raw)) as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append((image.convert("RGBA").tobytes(), image.info.get("duration")))
        return image.size, image.info.get("loop"), frames


# Files as programs write them, by what is special about each.
PLAIN = {
    "png": ("image/png", lambda: picture("PNG", "RGBA")),
    "png palette": ("image/png", lambda: picture("PNG", "P", transparency=3)),
    "png moving": ("image/png", lambda: picture("PNG", "RGBA", frames=3)),
    "jpeg": ("image/jpeg", lambda: picture("JPEG")),
    "jpeg progressive": ("image/jpeg", lambda: picture("JPEG", progressive=True)),
    "jpeg cmyk": ("image/jpeg", lambda: picture("JPEG", "CMYK")),
    "jpeg restarts": ("image/jpeg", lambda: picture("JPEG", restart_marker_blocks=2)),
    "webp": ("image/webp", lambda: picture("WEBP")),
    "webp lossless": ("image/webp", lambda: picture("WEBP", "RGBA", lossless=True)),
    "webp alpha": ("image/webp", lambda: picture("WEBP", "RGBA")),
    "webp moving": ("image/webp", lambda: picture("WEBP", "RGBA", frames=3)),
    "gif": ("image/gif", lambda: picture("GIF", "P")),
    "gif moving": ("image/gif", lambda: picture("GIF", "P", frames=3)),
    "avif": ("image/avif", lambda: picture("AVIF")),
    "avif alpha": ("image/avif", lambda: picture("AVIF", "RGBA")),
    "avif moving": ("image/avif", lambda: picture("AVIF", "RGBA", frames=3)),
    "mp3": ("audio/mpeg", lambda: film("mp3", audio="libmp3lame")),
    "mp3 stereo": ("audio/mpeg", lambda: film("mp3", audio="libmp3lame", layout="stereo")),
    "mp3 of MPEG 2": ("audio/mpeg", lambda: film("mp3", audio="libmp3lame", rate=22_050)),
    "ogg opus": ("audio/ogg", lambda: film("ogg", audio="libopus")),
    "ogg vorbis": ("audio/ogg", lambda: film("ogg", audio="vorbis", layout="stereo")),
    "ogg flac": ("audio/ogg", lambda: film("ogg", audio="flac")),
    "flac": ("audio/flac", lambda: film("flac", audio="flac")),
    "wav": ("audio/wav", lambda: film("wav", audio="pcm_s16le")),
    "wav float": ("audio/wav", lambda: film("wav", audio="pcm_f32le")),
    "wav of 24 bits": ("audio/wav", lambda: film("wav", audio="pcm_s24le", layout="stereo")),
    "m4a": ("audio/mp4", lambda: film("ipod", audio="aac")),
    "m4a alac": ("audio/mp4", lambda: film("ipod", audio="alac")),
    "mp4": ("video/mp4", lambda: film("mp4", "libx264", "aac")),
    "mp4 in fragments": (
        "video/mp4",
        lambda: film("mp4", "libx264", movflags="frag_every_frame+empty_moov"),
    ),
    "mp4 hevc": ("video/mp4", lambda: film("mp4", "libx265")),
    "mp4 av1 opus": ("video/mp4", lambda: film("mp4", "libsvtav1", "libopus")),
    "mp4 vp9 flac": ("video/mp4", lambda: film("mp4", "libvpx-vp9", "flac")),
    "mp4 mp3": ("video/mp4", lambda: film("mp4", "libx264", "libmp3lame")),
    "webm": ("video/webm", lambda: film("webm", "libvpx-vp9", "libopus")),
    "webm vp8 vorbis": (
        "video/webm",
        lambda: film("webm", "libvpx", "vorbis", layout="stereo"),
    ),
    "webm av1": ("video/webm", lambda: film("webm", "libsvtav1")),
    "webm alpha": ("video/webm", lambda: film("webm", "libvpx-vp9", pixels="yuva420p")),
    "webm of no length": ("video/webm", lambda: film("webm", "libvpx", live="1")),
}


@cache
def plain(name):
    media_type, make = PLAIN[name]
    return media_type, make()
