"""Untrusted XML: bytes in, a light tree out that knows the line of each element; no DTD, no entity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax import SAXException, SAXParseException  # nosec B406: the parser is defusedxml's
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from geofences.zones.formats.document import Notes, clip

MAX_DEPTH = 64
MAX_ELEMENTS = 100_000


@dataclass(slots=True)
class Node:
    """One element: its name without a prefix, its line, its text and its children."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, stripped."""
        return "".join(self.pieces).strip()

    def child(self, *names: str) -> Node | None:
        """The first child of one of these names."""
        return next((one for one in self.children if one.name in names), None)

    def each(self, *names: str) -> Iterator[Node]:
        """All descendants of these names, in the order of the file, and none inside another."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if node.name in names:
                yield node
            else:
                waiting.extend(reversed(node.children))

    def said(self, name: str) -> str:
        """The text of the first child of that name; empty when there is none."""
        node = self.child(name)
        return "" if node is None else node.text


class _RefusedError(SAXException):
    """Too deep, or too many elements; the message is the fault's code, ``limit`` its fact."""

    def __init__(self, code: str, limit: int) -> None:
        super().__init__(code)
        self.code, self.limit = code, limit


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
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
            raise _RefusedError("too_many_elements", MAX_ELEMENTS)
        node = Node(
            name.rpartition(":")[2], self.line, {key: attrs.getValue(key) for key in attrs.getNames()}
        )
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        self._open.pop()

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].pieces.append(content)


#: How an XML document may begin, in UTF-8 and both orders of UTF-16, with and without a mark.
_STARTS = (b"<", b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00", b"\x00<")


def is_xml(data: bytes) -> bool:
    """True for what begins as XML does."""
    return data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_STARTS)


def parse_xml(data: bytes, notes: Notes) -> Node | None:
    """The document's root, or ``None`` when it cannot be read (the reason is noted with its line).

    Refused: DTDs and with them every entity, nesting deeper than 64, more than 100,000 elements.
    """
    builder = _Builder()
    try:
        parser = create_parser(forbid_dtd=True)
        parser.setContentHandler(builder)
        parser.parse(BytesIO(data))
    except DefusedXmlException:
        notes.error(f"line {builder.line}", "dtd_refused")
    except _RefusedError as fault:
        notes.error(f"line {builder.line}", fault.code, limit=fault.limit)
    except SAXParseException as fault:
        line = fault.getLineNumber() or 1
        notes.error(f"line {line}", "not_xml", line=line, text=clip(str(fault.getMessage())))
    except (SAXException, ValueError, LookupError) as fault:  # an encoding that is not known
        notes.error(f"line {builder.line}", "not_xml", line=builder.line, text=clip(str(fault)))
    else:
        return builder.root
    return None
