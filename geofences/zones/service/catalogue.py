"""The published zones in the order of their identity, as lists, files and pages show them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from flask import current_app
from numpy.typing import NDArray
from shapely.geometry import mapping

from geofences.engine.model import Zone
from geofences.engine.schedules import holds_at
from geofences.engine.snapshot import Snapshot
from geofences.zones.model import Key
from geofences.zones.service.exports import export
from geofences.zones.service.feed import feed
from geofences.zones.service.keeper import keeper
from geofences.zones.store.feed import last_change

Bounds = tuple[float, float, float, float]
PAGE_SIZE = 100
#: Positions drawn on one page's map.
DRAWN = 20_000
#: The moment of files in which nothing was ever published.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Published:
    """A file as it is sent: whole and compressed, each with the strong validator of its own bytes."""

    plain: bytes
    packed: bytes
    etag: str

    def coded(self, packed: bool) -> tuple[bytes, str]:
        """The bytes and their validator (RFC 9110, 8.8.3: another coding is another representation)."""
        return (self.packed, f"{self.etag}-gzip") if packed else (self.plain, self.etag)


@dataclass(frozen=True)
class Catalogue:
    """All published zones at one number of the register; files of them are written once."""

    snapshot: Snapshot
    zones: tuple[Zone, ...]
    boxes: NDArray[np.float64]
    files: dict[str, Published] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The register's number."""
        return self.snapshot.number

    @property
    def etag(self) -> str:
        """What stands in ``ETag``: the register's number, so that 304 is decided without reading."""
        return str(self.number)

    def select(
        self, *, bounds: Bounds | None = None, at: datetime | None = None, after: Key | None = None
    ) -> tuple[Zone, ...]:
        """Zones whose box meets ``bounds`` (west, south, east, north), that apply ``at`` a moment,
        and stand after a key; each condition only when it is given."""
        found = range(len(self.zones)) if bounds is None else self._meeting(bounds)
        return tuple(
            zone
            for zone in (self.zones[index] for index in found)
            if (after is None or zone.key > after)
            and (at is None or holds_at(zone.applicability, at, _place(zone)))
        )

    def _meeting(self, bounds: Bounds) -> Sequence[int]:
        if not self.zones:
            return []
        west, south, east, north = self.boxes.T
        meets = (west <= bounds[2]) & (east >= bounds[0]) & (south <= bounds[3]) & (north >= bounds[1])
        return list(map(int, np.flatnonzero(meets)))

    def file(self, *, format_: str) -> Published:
        """All zones as a file of that format, made once for each number of the register.

        It is dated by the register's last change, so that every process makes the same bytes.
        """
        issued = last_change() or _NEVER
        return self._made(format_, lambda: export(zones=self.zones, format_=format_, now=issued))

    def feed(self, *, language: str, before: str | None = None) -> Published:
        """A page of the feed of changes; the first one is made once."""
        if before is not None:
            return published_file(self.number, feed(language=language, before=before))
        return self._made(f"atom-{language}", lambda: feed(language=language))

    def _made(self, name: str, make: Callable[[], bytes]) -> Published:
        known = self.files.get(name)
        if known is None:
            known = self.files[name] = published_file(self.number, make())
        return known


def catalogue(*, moment: datetime) -> Catalogue:
    """The catalogue of the current snapshot; ``Problem("zones_stale", 503)`` when that is stale."""
    snapshot = keeper().current(moment).snapshot
    known: Catalogue | None = current_app.extensions.get("zones.catalogue")
    if known is None or known.snapshot is not snapshot:
        zones = tuple(sorted(snapshot.zones, key=lambda zone: zone.key))
        known = current_app.extensions["zones.catalogue"] = Catalogue(snapshot, zones, _boxes(zones))
    return known


def published_file(number: int, plain: bytes) -> Published:
    """The file with its validator: the register's number and a digest of the bytes."""
    digest = hashlib.sha256(plain).hexdigest()[:12]
    return Published(plain, gzip.compress(plain, 6, mtime=0), f"{number}-{digest}")


def _boxes(zones: Sequence[Zone]) -> NDArray[np.float64]:
    return np.array([shapely.total_bounds([one.area for one in zone.volumes]) for zone in zones])


def _place(zone: Zone) -> tuple[tuple[float, float], ...]:
    """Where the sun is observed for a zone's schedule: the middle of its first layer."""
    west, south, east, north = zone.volumes[0].area.bounds
    return (((west + east) / 2, (south + north) / 2),)


def outlines(zones: Iterable[Zone], *, most: int = DRAWN) -> dict[str, Any]:
    """The zones' outlines for a page's map (GeoJSON), as far as ``most`` positions reach.

    A map only helps: every page says in words what applies.
    """
    drawn: list[dict[str, Any]] = []
    for one in zones:
        for volume in one.volumes:
            most -= int(shapely.get_num_coordinates(volume.area))
            if most < 0:
                return {"type": "FeatureCollection", "features": drawn}
            properties = {
                "kind": "zone",
                "status": one.restriction.value,
                "label": one.name or one.identifier,
            }
            drawn.append({"type": "Feature", "geometry": mapping(volume.area), "properties": properties})
    return {"type": "FeatureCollection", "features": drawn}
