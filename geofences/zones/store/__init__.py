"""The register's queries: rows in, values out."""

from geofences.zones.store.approvals import add_pre_approvals, close_pre_approvals, open_pre_approvals
from geofences.zones.store.reading import (
    changes_since,
    drafts,
    epoch,
    history,
    pre_approvals,
    published,
    register_number,
    versions,
)
from geofences.zones.store.uploads import drop_upload, keep_upload, upload
from geofences.zones.store.writing import add_drafts, open_versions, publish, raise_number, stated, withdraw

__all__ = [
    "add_drafts",
    "add_pre_approvals",
    "changes_since",
    "close_pre_approvals",
    "drafts",
    "drop_upload",
    "epoch",
    "history",
    "keep_upload",
    "open_pre_approvals",
    "open_versions",
    "pre_approvals",
    "publish",
    "published",
    "raise_number",
    "register_number",
    "stated",
    "upload",
    "versions",
    "withdraw",
]
