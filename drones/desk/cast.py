"""The people of the demonstration: one for each role, and a second owner who is not yet approved."""

from __future__ import annotations

from drones.desk.kayes import COMMAND
from drones.desk.model import Character
from portal.accounts.model import Role

OWNER = Character("proprietaire@exemple.ml", Role.OWNER, phone="+223 00 00 00 01")
NEIGHBOUR = Character("voisine@exemple.ml", Role.OWNER, phone="+223 00 00 00 02")
NEWCOMER = Character("nouveau@exemple.ml", Role.OWNER, phone="+223 00 00 00 03")
OFFICER = Character("officier@exemple.ml", Role.OFFICER, COMMAND, phone="+223 00 00 00 04")
COMMANDER = Character("commandant@exemple.ml", Role.COMMANDER, COMMAND)
#: The second of two commanders: what one sets alone, another confirms.
DEPUTY = Character("adjointe@exemple.ml", Role.COMMANDER, COMMAND)
ZONE_EDITOR = Character("zones@exemple.ml", Role.ZONE_EDITOR)
REGISTRAR = Character("registre@exemple.ml", Role.REGISTRAR)
CHECKPOINT = Character("controle@exemple.ml", Role.CHECKPOINT, phone="+223 00 00 00 05")
AUDITOR = Character("audit@exemple.ml", Role.AUDITOR)
ADMIN = Character("admin@exemple.ml", Role.ADMIN)

CAST = (
    OWNER,
    NEIGHBOUR,
    NEWCOMER,
    OFFICER,
    COMMANDER,
    DEPUTY,
    ZONE_EDITOR,
    REGISTRAR,
    CHECKPOINT,
    AUDITOR,
    ADMIN,
)
