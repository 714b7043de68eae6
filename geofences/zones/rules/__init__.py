"""What may be imported, drafted, published and withdrawn, and how two versions differ: no query."""

from geofences.zones.rules.differences import diff, diff_pre_approvals
from geofences.zones.rules.endings import is_over, last_end, with_end
from geofences.zones.rules.publication import Plan, area_faults, plan, publish_faults, with_command
from geofences.zones.rules.steps import (
    EMERGENCY_LASTS,
    TIGHTENING,
    approval_faults,
    confirmation_fault,
    drop_fault,
    emergency_faults,
    emergency_identifier,
    loosens,
    proposal_fault,
    return_fault,
    withdrawal_fault,
)

__all__ = [
    "EMERGENCY_LASTS",
    "TIGHTENING",
    "Plan",
    "approval_faults",
    "area_faults",
    "confirmation_fault",
    "diff",
    "diff_pre_approvals",
    "drop_fault",
    "emergency_faults",
    "emergency_identifier",
    "is_over",
    "last_end",
    "loosens",
    "plan",
    "proposal_fault",
    "publish_faults",
    "return_fault",
    "with_command",
    "with_end",
    "withdrawal_fault",
]
