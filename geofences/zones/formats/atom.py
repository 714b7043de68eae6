"""A feed of changes as Atom (RFC 4287), in pages (RFC 5005)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as Tree

from geofences.zones.formats.times import write_moment

MIMETYPE = "application/atom+xml"
_SPACE = "http://www.w3.org/2005/Atom"
#: Characters that XML 1.0 has no way to write.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What a feed says of its age before anything ever happened.
_NEVER = "1970-01-01T00:00:00.000Z"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: ``identity`` is what it is known by for ever."""

    identity: str
    title: str
    category: str
    at: datetime
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed; ``identity`` is the whole feed's, the same on each page."""

    identity: str
    title: str
    publisher: str
    language: str
    address: str
    first: str
    following: str | None
    page: str
    entries: Sequence[Entry]


def write_atom(feed: Feed) -> bytes:
    """The page as XML; its moment is its newest entry's, so that the same page is the same bytes."""
    root = Tree.Element("feed", {"xmlns": _SPACE, "xml:lang": feed.language})
    _say(root, "id", _urn(feed.identity))
    _say(root, "title", feed.title)
    moments = [write_moment(entry.at) for entry in feed.entries]
    _say(root, "updated", max(moments, default=_NEVER))
    _say(Tree.SubElement(root, "author"), "name", feed.publisher)
    _link(root, "self", feed.address, MIMETYPE)
    _link(root, "first", feed.first, MIMETYPE)
    if feed.following is not None:
        _link(root, "next", feed.following, MIMETYPE)
    _link(root, "alternate", feed.page, "text/html")
    for entry in feed.entries:
        _entry(root, entry)
    return bytes(Tree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _entry(root: Tree.Element, entry: Entry) -> None:
    element = Tree.SubElement(root, "entry")
    _say(element, "id", _urn(entry.identity))
    _say(element, "title", entry.title)
    for name in ("published", "updated"):
        _say(element, name, write_moment(entry.at))
    Tree.SubElement(element, "category", term=entry.category)
    _link(element, "alternate", entry.address, "text/html")
    _say(element, "content", entry.text)


def _urn(identity: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, identity)}"


def _say(parent: Tree.Element, name: str, text: str) -> None:
    Tree.SubElement(parent, name).text = _UNSAYABLE.sub("", text)


def _link(parent: Tree.Element, relation: str, address: str, mimetype: str) -> None:
    Tree.SubElement(parent, "link", rel=relation, type=mimetype, href=address)
