"""What an operator must say of itself and how it is reached."""

from __future__ import annotations

import re

from drones.registry.model import Contact
from portal.kit.model import Fault

LONGEST_NAME, LONGEST_EMAIL, LONGEST_ADDRESS = 120, 254, 300
# Whether mail arrives is for the mail to show; this catches a slip of the pen.
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{4,28}")


def contact_faults(contact: Contact) -> tuple[Fault, ...]:
    """Everything wrong with a contact, all at once; the telephone and the address may be empty."""
    faults = []
    if not contact.name.strip():
        faults.append(Fault("name", "registry.contact.name_missing"))
    if not _EMAIL.fullmatch(contact.email):
        faults.append(Fault("email", "registry.contact.email"))
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        faults.append(Fault("phone", "registry.contact.phone"))
    for pointer, text, longest in (
        ("name", contact.name, LONGEST_NAME),
        ("email", contact.email, LONGEST_EMAIL),
        ("address", contact.address, LONGEST_ADDRESS),
    ):
        if len(text) > longest:
            faults.append(Fault(pointer, "registry.contact.too_long", {"longest": longest}))
    return tuple(faults)
