"""The words that Flask-Security says for us."""

import pytest
from flask_security import Security

from portal.accounts.security.words import MESSAGES
from portal.kit.catalogues import merged

FRENCH = merged("fr")


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_message_of_the_account_library_that_we_say_is_french_too(name):
    words, _kind = MESSAGES[name]
    assert FRENCH.get(words) is not None
    assert FRENCH.get(words).string != words


def test_no_message_is_for_a_name_that_the_library_does_not_know():
    known = __import__(Security.__module__, fromlist=["_default_messages"])._default_messages
    assert {name.removeprefix("SECURITY_MSG_") for name in MESSAGES} <= set(known)


def test_an_unknown_address_a_closed_account_and_a_wrong_sign_in_are_said_alike():
    alike = ("GENERIC_AUTHN_FAILED", "USER_DOES_NOT_EXIST", "DISABLED_ACCOUNT")
    assert len({MESSAGES[f"SECURITY_MSG_{name}"][0] for name in alike}) == 1
