"""Photos of aircraft: an upload in, a bare JPEG out."""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from drones.registry.model import Photo
from portal.kit.model import Fault

#: The largest upload read, in bytes: a phone's photo fits.
LARGEST_BYTES = 7_000_000
#: The most pixels decoded; a small file can claim to be vast.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1_280
ACCEPTED = ("JPEG", "PNG", "WEBP")


def photo(upload: bytes) -> Photo | Fault:
    """The upload as a JPEG of at most 1,280 pixels a side, or what is wrong with it.

    Only the pixels survive: place, device and everything else the camera wrote is left behind,
    and so is anything hidden in the file that is no picture. Orientation is applied first.
    """
    if not upload:
        return _fault("empty")
    if len(upload) > LARGEST_BYTES:
        return _fault("too_big", megabytes=LARGEST_BYTES // 1_000_000)
    try:
        return _re_encoded(upload)
    except UnidentifiedImageError:
        return _fault("not_a_picture")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _fault("too_many_pixels", megapixels=MOST_PIXELS // 1_000_000)
    except (OSError, ValueError, SyntaxError, MemoryError, struct.error):
        return _fault("damaged")


def _re_encoded(upload: bytes) -> Photo | Fault:
    with Image.open(BytesIO(upload), formats=ACCEPTED) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            return _fault("too_many_pixels", megapixels=MOST_PIXELS // 1_000_000)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        # Made small first: turning it copies it, and the whole may fill hundreds of megabytes.
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        bare = _on_white(ImageOps.exif_transpose(picture))
    out = BytesIO()
    bare.save(out, "JPEG", quality=82, optimize=True)
    return Photo(out.getvalue(), "image/jpeg", bare.width, bare.height)


def _on_white(picture: Image.Image) -> Image.Image:
    colours = picture.convert("RGBA")
    # A new picture carries nothing but what is pasted onto it.
    page = Image.new("RGB", colours.size, "white")
    page.paste(colours, mask=colours.getchannel("A"))
    return page


def _fault(code: str, **facts: int) -> Fault:
    return Fault("photo", f"registry.photo.{code}", dict(facts))
