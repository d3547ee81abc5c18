"""How many pixels a picture has: a small file may unpack into gigabytes in a browser."""

from typing import IO

from PIL import Image, UnidentifiedImageError

# Four bytes each in a browser, so that two pictures side by side take 320 MB at most. Cameras of
# phones make 12 to 50 million.
MOST_PIXELS = 40_000_000
# Of all frames of a moving one, which a browser draws again and again: a minute of 24 a second at
# 1,400 x 1,000.
MOST_PIXELS_OF_FRAMES = 2_000_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")


def has_too_many_pixels(file: IO[bytes]) -> bool:
    """By the heads of the picture and of its frames, which alone are read; one that cannot be read
    has none."""
    try:
        with Image.open(file, formats=_FORMATS) as picture:
            pixels = picture.width * picture.height
            if pixels > MOST_PIXELS:
                return True
            return pixels * getattr(picture, "n_frames", 1) > MOST_PIXELS_OF_FRAMES
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return False
