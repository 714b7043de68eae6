"""The demonstration: load it once, describe its accounts at every start."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from drones.desk.cast import CAST, COMMANDER, OFFICER, OWNER
from drones.desk.demonstration import airspace, concealed, fleet, people, traffic
from drones.desk.demonstration.stage import Stage
from drones.desk.kayes import COMMAND
from drones.desk.model import Account
from drones.desk.rules import demonstration as rules
from drones.desk.service.checkpoints import set_checkpoint
from drones.liaison.rules.places import BAFOULABE, KAYES, KITA
from drones.permits import service as permits
from drones.registry import service as registry
from portal.accounts import service as accounts
from portal.accounts.model import Role
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from portal.kit.model import Identity
from portal.kit.problems import Problem
from portal.kit.settings import settings

#: The people of the demonstration have been here for a while, so that yesterday's flights could be filed.
HISTORY = timedelta(days=10)
#: In the middle of towns: no real checkpoint stands there.
POSTS = (KAYES, BAFOULABE, KITA)
POST_RADIUS_M = 30_000
CODE_COMMAND = "flask --app app accounts code"


def load_and_describe() -> str:
    """Load what is missing; returns the accounts as a table."""
    load(now=now())
    return describe()


def load(*, now: datetime) -> bool:
    """Load what is missing, each part in one transaction; True when there was something.

    Raises a 403 problem that names the settings when this is no place for a demonstration.
    """
    chosen = settings()
    faults = rules.demonstration_faults(
        demo=chosen.demo, base_url=chosen.base_url, database_url=chosen.database_url
    )
    if faults:
        raise Problem("desk.demo.not_here", 403, faults)
    return stage_all(now=now)


def stage_all(*, now: datetime) -> bool:
    """Put the zones, the people and the flights into the register, wherever this is; see :func:`load`."""
    with unit_of_work():
        airspace.publish(now)
    with unit_of_work():
        concealed.conceal(now)
    if _is_loaded():
        return False
    made = people.drawn()
    with unit_of_work():
        if permits.keys().signing is None:
            permits.create_key(exercise=True, now=now)
        ids = people.create(made, now - HISTORY)
        crews = fleet.register(ids, now - HISTORY)
        officer = Identity(ids[OFFICER.email], OFFICER.email, frozenset({Role.OFFICER}), command=COMMAND)
        traffic.play(Stage(crews, officer, settings().liaison_phone or airspace.NO_PHONE, now))
        concealed.conceal(now)
        _post(ids[COMMANDER.email], now)
        audit.note("desk.demonstration_loaded", subject="demonstration", facts={"people": len(CAST)})
    return True


def demonstration_accounts() -> tuple[Account, ...]:
    """The accounts made at the first start of this machine; none before it."""
    return people.kept()


def describe() -> str:
    """The demonstration's accounts as a table of text, or that there are none."""
    found = demonstration_accounts()
    if not found:
        return str(_("The demonstration has no accounts yet: flask --app app demo load"))
    headings = (_("E-mail address"), _("Role"), _("Password"), _("Code of the second factor"))
    return rules.table(found, headings, CODE_COMMAND)


def _post(person_id: str, now: datetime) -> None:
    commander = Identity(person_id, COMMANDER.email, frozenset({Role.COMMANDER}), command=COMMAND)
    for town in POSTS:
        faults = set_checkpoint(
            name=f"EXERCICE – poste de {town.name}",
            place=f"{town.lat}, {town.lon}",
            radius_m=POST_RADIUS_M,
            who=commander,
            now=now,
        )
        if faults:
            raise Problem("desk.demo.refused", 422, faults)


def _is_loaded() -> bool:
    owner = accounts.person_by_email(OWNER.email)
    return owner is not None and registry.operator_of(person_id=owner.id) is not None
