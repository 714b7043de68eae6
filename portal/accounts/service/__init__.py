"""What can be done with accounts; and who people are, for other rooms."""

from __future__ import annotations

from portal.accounts.service.api_keys import issue_key, keys, revoke_key
from portal.accounts.service.persons import (
    change_contact,
    contact,
    create_person,
    forget,
    is_demonstration,
    people,
    people_with_role,
    person,
    person_by_email,
    usable_code,
)
from portal.accounts.service.phones import awaited, check_code, person_of_phone, send_code
from portal.accounts.service.reauthentication import reauthenticate, reauthenticated_at
from portal.accounts.service.staff import (
    accept,
    change_roles,
    disable,
    enable,
    invitation,
    invite,
    open_invitations,
    reset_second_factor,
)

__all__ = [
    "accept",
    "awaited",
    "change_contact",
    "change_roles",
    "check_code",
    "contact",
    "create_person",
    "disable",
    "enable",
    "forget",
    "invitation",
    "invite",
    "is_demonstration",
    "issue_key",
    "keys",
    "open_invitations",
    "people",
    "people_with_role",
    "person",
    "person_by_email",
    "person_of_phone",
    "reauthenticate",
    "reauthenticated_at",
    "reset_second_factor",
    "revoke_key",
    "send_code",
    "usable_code",
]
