"""What can be done with flight plans; the one door for other rooms and the faces.

Keyword-only throughout. What may not be is answered with faults or a refusal, never half done;
a plan that is unknown, or somebody else's, raises a 404 problem, a stale version a 412.
"""

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
)
from drones.flights.service.drawing import drawn
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
    "activate",
    "amend",
    "approve",
    "case",
    "check",
    "deny",
    "draft",
    "drawn",
    "end",
    "flight",
    "in_states",
    "on_aircraft_unusable",
    "on_operator_expired",
    "on_operator_suspended",
    "on_pilot_lapsed",
    "on_zones_published",
    "on_zones_withdrawn",
    "own_flight",
    "own_flights",
    "read_form",
    "reading_of",
    "referred",
    "reinstate",
    "rescind",
    "submit",
    "suspend",
    "tick",
    "timeline",
    "withdraw",
    "zone",
]
