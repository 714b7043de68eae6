"""The ledger's public interface: the daily Merkle roots."""

from __future__ import annotations

from datetime import date, datetime

from apiflask import APIBlueprint
from pydantic import BaseModel

from portal.audit import service
from portal.kit.model import Permission
from portal.kit.permissions import allow

blueprint = APIBlueprint("audit_api", __name__, url_prefix="/api/v1", tag="Ledger")


class RootOut(BaseModel):
    """The Merkle root (RFC 6962, SHA-256, hexadecimal) of the first ``size`` entries."""

    day: date
    size: int
    root: str
    published_at: datetime


class RootsOut(BaseModel):
    """The newest roots, newest first."""

    roots: list[RootOut]


@blueprint.get("/ledger/roots")
@blueprint.output(RootsOut)
@blueprint.doc(summary="Daily Merkle roots of the ledger", tags=["Ledger"])
@allow(Permission.PUBLIC, api=True)
def roots() -> RootsOut:
    """What was published; whoever keeps a root notices when an entry before it is changed or removed."""
    found = [
        RootOut(day=one.day, size=one.size, root=one.hash.hex(), published_at=one.at)
        for one in service.roots()
    ]
    return RootsOut(roots=found)
