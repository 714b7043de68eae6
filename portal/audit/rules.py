"""The ledger's rules: how an entry is encoded, chained, checked and proved, and what it may hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from hashlib import sha256
from itertools import zip_longest
from math import isfinite

from portal.audit.model import Book, Entry, Fact, Flaw, Head, LedgerFault, Linked

#: What the first entry is linked to.
GENESIS = bytes(32)
#: A ledger this broken needs no longer list.
MOST_FAULTS = 100

_NO_ROOTS: Mapping[int, bytes] = {}
_ACTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_TOKEN = re.compile(r"[^\s@]{1,200}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}")
#: Parts of a fact's key that announce a person. The ledger can never be erased, so it holds no person.
# fmt: off
_PERSONAL = frozenset({
    "email", "mail", "phone", "telephone", "mobile", "tel", "msisdn", "name", "surname",
    "firstname", "lastname", "fullname", "address", "street", "city", "birth", "birthday",
    "birthdate", "passport", "nina", "ip", "agent", "password", "secret", "token", "text",
    "message", "note", "comment", "photo", "picture", "contact",
})
# fmt: on


#: Actions of these rooms are written into the sealed book.
_SEALED = "concealed"


def book_of(action: str) -> Book:
    """The book of an action: sealed when it names what is concealed, as ``concealed.set`` does."""
    return Book.SEALED if _SEALED in re.split(r"[._]", action) else Book.OPEN


def canonical(entry: Entry) -> bytes:
    """Encode an entry in the one way it is hashed: a JSON array without blanks, keys sorted, UTF-8, UTC.

    Raises ``ValueError`` for a fact that is not finite.
    """
    return b"[%d,%b" % (entry.number, unnumbered(entry))


def unnumbered(entry: Entry) -> bytes:
    """What stands behind ``[``, the number and a comma in the encoding of an entry."""
    parts = (
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.action,
        entry.actor,
        entry.subject,
        dict(entry.facts),
    )
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text[1:].encode()


def link(previous: bytes, entry: Entry) -> bytes:
    """The hash of an entry behind ``previous``: SHA-256 over 0x00, the previous hash and the entry.

    It is at once the chain's hash and the leaf hash of RFC 6962 (section 2.1) over ``previous || entry``.
    """
    return sha256(b"\x00" + previous + canonical(entry)).digest()


def verify(
    entries: Iterable[Linked],
    *,
    head: Head | None = None,
    known: frozenset[bytes] = frozenset(),
    roots: Mapping[int, bytes] = _NO_ROOTS,
) -> list[LedgerFault]:
    """Check a whole ledger in its order, oldest first; an empty list means that nothing is wrong.

    ``head`` is what the ledger says of itself; ``known`` are hashes that somebody else kept: each must
    be met on the way, so that even a ledger rewritten or cut to an earlier, consistent state is noticed.
    ``roots`` are Merkle roots by the number of entries they cover, each to be found again.
    At most 100 faults are listed, in the ledger's order.
    """
    faults: list[LedgerFault] = []
    last = Head(0, GENESIS)
    unseen = set(known) - {GENESIS}
    tree = Tree()
    for linked in entries:
        faults += _step(last, linked)
        if len(faults) >= MOST_FAULTS:
            return faults[:MOST_FAULTS]
        last = Head(linked.entry.number, linked.hash)
        unseen.discard(linked.hash)
        tree.add(linked.hash)
        if tree.size in roots and roots[tree.size] != tree.root():
            faults.append(LedgerFault(last.number, Flaw.ROOT_DIFFERS))
    faults += _ending(last, head)
    faults += [LedgerFault(size, Flaw.TRUNCATED) for size in sorted(roots) if size > tree.size]
    if unseen:
        faults.append(LedgerFault(last.number, Flaw.HEAD_UNKNOWN))
    return faults


def _step(last: Head, linked: Linked) -> list[LedgerFault]:
    """What is wrong between one entry and the next."""
    faults: list[LedgerFault] = []
    number, expected = linked.entry.number, last.number + 1
    if number > expected:
        faults.append(LedgerFault(expected, Flaw.MISSING))
    elif number < expected:
        faults.append(LedgerFault(number, Flaw.OUT_OF_ORDER))
    if linked.hash != _link_or_nothing(linked):
        faults.append(LedgerFault(number, Flaw.ALTERED))
    elif linked.previous != last.hash:
        faults.append(LedgerFault(number, Flaw.UNLINKED))
    return faults


def _link_or_nothing(linked: Linked) -> bytes | None:
    """The hash that an entry should have; None when its facts cannot even be encoded."""
    try:
        return link(linked.previous, linked.entry)
    except (TypeError, ValueError):
        return None


def _ending(last: Head, head: Head | None) -> list[LedgerFault]:
    """What is wrong between the last entry and the head."""
    if head is None or head == last:
        return []
    if last.number < head.number:
        return [LedgerFault(last.number + 1, Flaw.TRUNCATED)]
    if last.number > head.number:
        return [LedgerFault(head.number + 1, Flaw.BEYOND_HEAD)]
    return [LedgerFault(last.number, Flaw.HEAD_DIFFERS)]


class Tree:
    """A Merkle tree that grows by leaves and keeps one hash a level: RFC 6962, section 2.1."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append a leaf hash (32 bytes)."""
        self.size += 1
        hash_, rest = leaf, self.size
        while not rest & 1:
            hash_, rest = _node(self._peaks.pop(), hash_), rest >> 1
        self._peaks.append(hash_)

    def root(self) -> bytes:
        """The tree's hash; of no leaves that of the empty text."""
        if not self._peaks:
            return sha256(b"").digest()
        hash_ = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            hash_ = _node(peak, hash_)
        return hash_


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, section 2.1, over leaf hashes (here: the entries' hashes)."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proofs(leaves: Sequence[bytes], indices: Iterable[int]) -> dict[int, tuple[bytes, ...]]:
    """The audit paths of RFC 6962, section 2.1.1, for the leaves at ``indices`` (from 0)."""
    wanted = set(indices)
    if any(not 0 <= index < len(leaves) for index in wanted):
        raise IndexError("no_such_leaf")
    level, height = list(leaves), 0
    paths: dict[int, list[bytes]] = {index: [] for index in wanted}
    while len(level) > 1:
        for index, path in paths.items():
            sibling = (index >> height) ^ 1
            if sibling < len(level):
                path.append(level[sibling])
        level, height = _next_level(level), height + 1
    return {index: tuple(path) for index, path in paths.items()}


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The audit path for the leaf at ``index`` (from 0); ``IndexError`` when there is none."""
    return inclusion_proofs(leaves, [index])[index]


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` proves ``leaf`` to stand at ``index`` of ``size`` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    last, hash_ = size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            hash_ = _node(sibling, hash_)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            hash_ = _node(hash_, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and hash_ == root


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _next_level(level: Sequence[bytes]) -> list[bytes]:
    """Pair neighbours; an odd last one moves up unchanged, which gives the very tree of RFC 6962."""
    return [
        left if right is None else _node(left, right) for left, right in zip_longest(level[::2], level[1::2])
    ]


def refuse_personal_data(
    *, action: str, subject: str, actor: str, facts: Mapping[str, Fact]
) -> dict[str, Fact]:
    """Give the facts back as a plain dictionary, or raise ``ValueError`` naming what may not be kept.

    The ledger is never erased, so it takes ids, codes, numbers and digests alone: no key that announces
    a person, no free text (blanks), no address (``@``), nothing over 200 characters.
    """
    if not _ACTION.fullmatch(action):
        raise ValueError(f"ledger_action: {action!r} is not a dotted lower-case code")
    for label, token in (("subject", subject), ("actor", actor)):
        if not is_token(token):
            raise ValueError(f"ledger_{label}: an id without blanks or @ is expected")
    for key, fact in facts.items():
        _refuse_fact(key, fact)
    return dict(facts)


def told(linked: Linked) -> dict[str, object]:
    """An entry as an export tells it: plain values, times in RFC 3339, hashes in hexadecimal."""
    entry = linked.entry
    return {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "action": entry.action,
        "subject": entry.subject,
        "actor": entry.actor,
        "facts": dict(entry.facts),
        "previous": linked.previous.hex(),
        "hash": linked.hash.hex(),
    }


def is_token(text: str) -> bool:
    """Whether a text may stand in the ledger: 1 to 200 characters, no blank, no ``@``."""
    return _TOKEN.fullmatch(text) is not None


def _refuse_fact(key: str, fact: object) -> None:
    if not _KEY.fullmatch(key):
        raise ValueError(f"ledger_fact: {key!r} is not a lower-case key")
    if _PERSONAL & set(key.split("_")) and not key.endswith(("_digest", "_id", "_count")):
        raise ValueError(f"ledger_fact: {key!r} announces personal data; keep an id or a digest")
    if isinstance(fact, str) and fact and not is_token(fact):
        raise ValueError(f"ledger_fact: {key!r} holds free text; keep an id, a code or a digest")
    if isinstance(fact, float) and not isfinite(fact):
        raise ValueError(f"ledger_fact: {key!r} is not finite")
    if fact is not None and not isinstance(fact, (str, int, float)):
        raise ValueError(f"ledger_fact: {key!r} is not a text, a number or a truth")
