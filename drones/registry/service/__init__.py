"""What can be done with the registry; the one door for other rooms and the faces.

Keyword-only throughout. What may not be is answered with faults, never half done; ids that are
unknown, or somebody else's, raise a 404 :class:`~portal.kit.problems.Problem`.
"""

from drones.registry.service.aircraft import (
    add_aircraft,
    aircraft,
    aircraft_of,
    aircraft_with_photo,
    change_aircraft_state,
    keep_photo,
    many_aircraft,
    own_aircraft,
    photo,
)
from drones.registry.service.fitness import Crew, ask_crew, fitness
from drones.registry.service.operators import (
    apply_again,
    ask_renewal,
    number_fault,
    operator,
    operator_file,
    operator_of,
    operators_in,
    operators_waiting,
    own_number,
    register_operator,
    standing,
)
from drones.registry.service.pilots import add_pilot, own_pilot, pilots_of, renew_pilot
from drones.registry.service.review import (
    approve_operator,
    refuse_operator,
    reinstate_operator,
    renew_operator,
    suspend_operator,
)
from drones.registry.service.sweep import expire
from drones.registry.service.transfers import (
    accept_transfer,
    cancel_transfer,
    decline_transfer,
    offer_transfer,
    transfers_from,
    transfers_to,
)

__all__ = [
    "Crew",
    "accept_transfer",
    "add_aircraft",
    "add_pilot",
    "aircraft",
    "aircraft_of",
    "aircraft_with_photo",
    "apply_again",
    "approve_operator",
    "ask_crew",
    "ask_renewal",
    "cancel_transfer",
    "change_aircraft_state",
    "decline_transfer",
    "expire",
    "fitness",
    "keep_photo",
    "many_aircraft",
    "number_fault",
    "offer_transfer",
    "operator",
    "operator_file",
    "operator_of",
    "operators_in",
    "operators_waiting",
    "own_aircraft",
    "own_number",
    "own_pilot",
    "photo",
    "pilots_of",
    "refuse_operator",
    "register_operator",
    "reinstate_operator",
    "renew_operator",
    "renew_pilot",
    "standing",
    "suspend_operator",
    "transfers_from",
    "transfers_to",
]
