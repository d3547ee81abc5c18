"""How many pixels a picture has: a small file may unpack into gigabytes in a browser."""

from typing import IO

from PIL import Image, UnidentifiedImageError

# Four bytes each in a browser, so that two pictures side by side take 320 MB at most. Cameras of
# phones make 12 to 50 million.
MOST_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")


def has_too_many_pixels(file: IO[bytes]) -> bool:
    """By the head of the picture, which alone is read; one that cannot be read has none."""
    try:
        with Image.open(file, formats=_FORMATS) as picture:
            return picture.width * picture.height > MOST_PIXELS
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return False
