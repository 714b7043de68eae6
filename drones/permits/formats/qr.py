"""The picture that a camera reads (QR, ISO/IEC 18004), at error correction level M."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno

#: White modules around the picture, as the standard asks for.
QUIET_ZONE = 4


def version(address: str) -> int:
    """The QR version (1 to 40) that the address takes."""
    return int(_make(address).version)


def svg(address: str) -> bytes:
    """The picture as an SVG document without styles or scripts."""
    return _saved(address, kind="svg", border=QUIET_ZONE, xmldecl=True, svgclass=None, lineclass=None)


def png(address: str, *, pixels: int = 8) -> bytes:
    """The picture as a PNG of two colours, ``pixels`` a module, with its quiet zone."""
    return _saved(address, kind="png", border=QUIET_ZONE, scale=pixels)


def _make(address: str) -> segno.QRCode:
    return segno.make(address, error="m", boost_error=False, micro=False)


def _saved(address: str, **options: Any) -> bytes:
    out = BytesIO()
    _make(address).save(out, **options)
    return out.getvalue()
