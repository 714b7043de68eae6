"""Text as strangers save it: with or without a byte-order mark, in UTF-8, UTF-16 or an old page."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_text(data: bytes) -> str | None:
    """The text, without its mark; ``None`` where the bytes are no text.

    Numbers and column names are ASCII in every format read here, so a name in an old code page
    may be read wrongly and nothing else.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    text = _decoded(data, "utf-8")
    if text is None:
        text = _decoded(data, "cp1252")
    return None if text is None or "\x00" in text else text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
