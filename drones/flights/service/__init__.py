"""What can be done with flight plans; the one door for other rooms and the faces.

Keyword-only throughout. What may not be is answered with faults or a refusal, never half done;
a plan that is unknown, or somebody else's, raises a 404 problem, a stale version a 412.
"""

from drones.flights.service.alerting import (
    acknowledge_alert,
    alerts,
    alerts_of,
    clear_alerts,
    own_alerts,
    raise_alert,
)
from drones.flights.service.answering import (
    accept,
    answer,
    ask,
    decline,
    message,
    propose,
    recall,
)
from drones.flights.service.deciding import (
    approve,
    case,
    deny,
    flight,
    in_states,
    referred,
    reinstate,
    rescind,
    suspend,
    undo,
)
from drones.flights.service.drawing import drawn
from drones.flights.service.nearby import near_areas
from drones.flights.service.own import (
    activate,
    amend,
    draft,
    end,
    own_flight,
    own_flights,
    timeline,
    withdraw,
)
from drones.flights.service.submission import (
    CheckResult,
    Submitted,
    check,
    read_form,
    reading_of,
    submit,
    zone,
)
from drones.flights.service.sweep import (
    on_aircraft_unusable,
    on_operator_expired,
    on_operator_suspended,
    on_pilot_lapsed,
    on_zones_published,
    on_zones_withdrawn,
    tick,
)

__all__ = [
    "CheckResult",
    "Submitted",
    "accept",
    "acknowledge_alert",
    "activate",
    "alerts",
    "alerts_of",
    "amend",
    "answer",
    "approve",
    "ask",
    "case",
    "check",
    "clear_alerts",
    "decline",
    "deny",
    "draft",
    "drawn",
    "end",
    "flight",
    "in_states",
    "message",
    "near_areas",
    "on_aircraft_unusable",
    "on_operator_expired",
    "on_operator_suspended",
    "on_pilot_lapsed",
    "on_zones_published",
    "on_zones_withdrawn",
    "own_alerts",
    "own_flight",
    "own_flights",
    "propose",
    "raise_alert",
    "read_form",
    "reading_of",
    "recall",
    "referred",
    "reinstate",
    "rescind",
    "submit",
    "suspend",
    "tick",
    "timeline",
    "undo",
    "withdraw",
    "zone",
]
