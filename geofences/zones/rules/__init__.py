"""What may be imported, drafted, published and withdrawn, and how two versions differ: no query."""

from geofences.zones.rules.differences import diff, diff_pre_approvals
from geofences.zones.rules.publication import Plan, area_faults, plan, publish_faults, with_command

__all__ = [
    "Plan",
    "area_faults",
    "diff",
    "diff_pre_approvals",
    "plan",
    "publish_faults",
    "with_command",
]
