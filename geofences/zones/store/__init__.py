"""The register's queries: rows in, values out."""

from geofences.zones.store.approvals import add_pre_approvals, close_pre_approvals, open_pre_approvals
from geofences.zones.store.reading import (
    changes_since,
    epoch,
    pre_approvals,
    published,
    register_number,
)
from geofences.zones.store.uploads import drop_upload, keep_upload, upload
from geofences.zones.store.versions import (
    add_approval_draft,
    approval,
    approvals_of,
    drafts,
    flagged,
    history,
    note_on,
    note_on_approval,
    open_approvals,
    open_versions_of,
    to_be_withdrawn,
    version,
    versions,
)
from geofences.zones.store.writing import (
    add_drafts,
    current_numbers,
    open_versions,
    publish,
    raise_number,
    stated,
    withdraw,
)

__all__ = [
    "add_approval_draft",
    "add_drafts",
    "add_pre_approvals",
    "approval",
    "approvals_of",
    "changes_since",
    "close_pre_approvals",
    "current_numbers",
    "drafts",
    "drop_upload",
    "epoch",
    "flagged",
    "history",
    "keep_upload",
    "note_on",
    "note_on_approval",
    "open_approvals",
    "open_pre_approvals",
    "open_versions",
    "open_versions_of",
    "pre_approvals",
    "publish",
    "published",
    "raise_number",
    "register_number",
    "stated",
    "to_be_withdrawn",
    "upload",
    "version",
    "versions",
    "withdraw",
]
