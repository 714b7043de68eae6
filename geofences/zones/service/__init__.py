"""The register of zones: import, publish, withdraw, read, and the snapshot each process holds."""

from geofences.zones.formats.canonical import digest, read_zones, write_zone
from geofences.zones.formats.statements import authority_statement, band_statement
from geofences.zones.service.catalogue import PAGE_SIZE, Bounds, Catalogue, catalogue, outlines
from geofences.zones.service.imports import (
    FORMATS,
    drop_upload,
    export,
    import_file,
    keep_upload,
    upload,
)
from geofences.zones.service.keeper import (
    STALE,
    Held,
    SnapshotKeeper,
    current_snapshot,
    install,
    keeper,
)
from geofences.zones.service.publishing import publish, put, withdraw
from geofences.zones.service.register import (
    changes_since,
    drafts,
    history,
    load_snapshot,
    published,
    register_number,
    snapshot_in_lock,
)
from geofences.zones.service.wording import told

__all__ = [
    "FORMATS",
    "PAGE_SIZE",
    "STALE",
    "Bounds",
    "Catalogue",
    "Held",
    "SnapshotKeeper",
    "authority_statement",
    "band_statement",
    "catalogue",
    "changes_since",
    "current_snapshot",
    "digest",
    "drafts",
    "drop_upload",
    "export",
    "history",
    "import_file",
    "install",
    "keep_upload",
    "keeper",
    "load_snapshot",
    "outlines",
    "publish",
    "published",
    "put",
    "read_zones",
    "register_number",
    "snapshot_in_lock",
    "told",
    "upload",
    "withdraw",
    "write_zone",
]
