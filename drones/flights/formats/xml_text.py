"""Untrusted XML: bytes in, a light tree out whose elements know their line and path; no DTD, no entity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from math import isfinite
from xml.sax import SAXException, SAXParseException  # nosec B406: the parser is defusedxml's
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from drones.flights.model.plans import Point
from portal.kit.model import Fact, Fault

MAX_DEPTH = 64
MAX_ELEMENTS = 70_000
#: How an XML document may begin, in UTF-8 and both orders of UTF-16, with and without a mark.
_STARTS = (b"<", b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00", b"\x00<")
_PROLOGUE = re.compile(rb"<(?:\?xml|kml|gpx|\w+:kml|\w+:gpx)[\s>]")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


@dataclass(slots=True)
class Node:
    """One element: its name without a prefix, its line, attributes, text and children."""

    name: str
    line: int
    attributes: dict[str, str]
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    #: Which of its parent's children it is, and which of its name, from 1.
    order: int = 0
    rank: int = 1
    #: Its children by name: a folder of many thousands is asked for one again and again.
    named: dict[str, list[Node]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The element's own text, stripped."""
        return "".join(self.pieces).strip()

    @property
    def place(self) -> str:
        """Line and path, for a person to find the element again."""
        return f"line {self.line} {self._path()}"

    def _path(self) -> str:
        if self.parent is None:
            return f"/{self.name}"
        several = len(self.parent.named[self.name]) > 1
        return f"{self.parent._path()}/{self.name}" + (f"[{self.rank}]" if several else "")

    def child(self, *names: str) -> Node | None:
        """The first child of one of these names."""
        found = [self.named[name][0] for name in names if name in self.named]
        return min(found, key=_order) if len(found) > 1 else found[0] if found else None

    def each(self, *names: str) -> Iterator[Node]:
        """All descendants of these names, in the order of the file, and none inside another."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if node.name in names:
                yield node
            else:
                waiting.extend(reversed(node.children))

    def said(self, *names: str) -> str:
        """The text of the first child of these names; empty when there is none."""
        node = self.child(*names)
        return "" if node is None else node.text


def _order(node: Node) -> int:
    return node.order


class _RefusedError(SAXException):
    """Too deep, or too many elements; the message is the fault's code, ``limit`` its fact."""

    def __init__(self, code: str, limit: int) -> None:
        super().__init__(code)
        self.code, self.limit = code, limit


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self.spaces: list[str] = []
        self._open: list[Node] = []
        self._count = 0
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - the handler's own name
        self._locator = locator

    @property
    def line(self) -> int:
        return (self._locator.getLineNumber() or 1) if self._locator else 1

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self._count += 1
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError("too_deep", MAX_DEPTH)
        if self._count > MAX_ELEMENTS:
            raise _RefusedError("too_many_items", MAX_ELEMENTS)
        stated = {key: attrs.getValue(key) for key in attrs.getNames()}
        self.spaces += [value for key, value in stated.items() if key.startswith("xmlns")]
        parent = self._open[-1] if self._open else None
        node = Node(name.rpartition(":")[2], self.line, stated, parent)
        if parent is not None:
            node.order = len(parent.children)
            parent.children.append(node)
            alike = parent.named.setdefault(node.name, [])
            alike.append(node)
            node.rank = len(alike)
        else:
            self.root = node
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        self._open.pop()

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].pieces.append(content)


def is_xml(data: bytes) -> bool:
    """True for what begins as XML does, or holds a document behind something else."""
    start = data[:4096]
    begins = start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_STARTS)
    return begins or bool(_PROLOGUE.search(start))


def read_xml(data: bytes) -> tuple[Node | None, tuple[str, ...], Fault | None]:
    """The document's root and the namespaces it names, or the fault for which it cannot be read.

    Refused: DTDs and with them every entity, too deep a nesting, too many elements.
    """
    builder = _Builder()
    try:
        parser = create_parser(forbid_dtd=True)
        parser.setContentHandler(builder)
        parser.parse(BytesIO(data))
    except DefusedXmlException:
        return None, (), Fault(f"line {builder.line}", "flights.error.dtd_refused")
    except _RefusedError as refused:
        facts: dict[str, Fact] = {"limit": refused.limit}
        return None, (), Fault(f"line {builder.line}", f"flights.error.{refused.code}", facts)
    except SAXParseException as error:
        line = error.getLineNumber() or 1
        return None, (), Fault(f"line {line}", "flights.error.not_xml", {"line": line})
    except (SAXException, ValueError, LookupError):  # an encoding that is not known
        return None, (), Fault(f"line {builder.line}", "flights.error.not_xml", {"line": builder.line})
    return builder.root, tuple(builder.spaces), None


def read_number(text: str) -> float | None:
    """A finite number, or ``None``."""
    if len(text) > 60 or not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if isfinite(value) else None


def read_degrees(lon: str, lat: str, node: Node) -> tuple[Point | None, list[Fault]]:
    """A position from two texts, or what is wrong with them, placed at their element."""
    faults = []
    values = []
    for text, limit, name in ((lon, 180, "longitude"), (lat, 90, "latitude")):
        value = read_number(text.strip())
        values.append(value or 0.0)
        if value is None:
            faults.append(Fault(node.place, "flights.error.number", {"typed": text.strip()[:40]}))
        elif abs(value) > limit:
            faults.append(Fault(node.place, f"flights.error.{name}_range", {"value": value}))
    return (None, faults) if faults else ((values[0], values[1]), [])
