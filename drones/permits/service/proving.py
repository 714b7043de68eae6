"""That a permit stands in the ledger: its proof of inclusion, from the next published root on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drones.permits.formats import text
from drones.permits.store import permits as store
from portal.audit import service as audit
from portal.kit.problems import Problem


@dataclass(frozen=True, slots=True)
class PermitProof:
    """The audit path (RFC 6962) of the entry ``number`` in the tree of the first ``size`` entries.

    ``leaf`` is the entry's hash and ``root`` what was published for ``day`` (UTC); 32 bytes each.
    """

    number: int
    leaf: bytes
    size: int
    path: tuple[bytes, ...]
    root: bytes
    day: date


def proof(*, code: str) -> PermitProof:
    """The proof of a permit by its code; a 404 Problem for no such permit, and until the next root."""
    permit_id = text.typed(code)
    if not text.is_code(permit_id) or store.by_id(permit_id) is None:
        raise Problem("permits.error.no_such_permit", 404)
    found = audit.proof(subject=permit_id)
    roots = [] if found is None else [one for one in audit.roots(most=_EVERY) if one.size == found.size]
    if found is None or not roots:
        raise Problem("permits.error.no_proof_yet", 404)
    # The first root of this size is the one that the path was made for; later days may repeat it.
    return PermitProof(found.number, found.leaf, found.size, found.path, roots[-1].hash, roots[-1].day)


#: Roots of a hundred years; a proof may be asked for long after its day.
_EVERY = 36_600
