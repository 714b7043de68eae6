"""Incoming short messages: each is done once, and its answer leaves with what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import force_locale

from drones.desk import inbound_store as store
from drones.desk.model import Asked, Said, Verb
from drones.desk.rules import inbound as rules
from drones.desk.service.inbound_flights import WORD_LASTS, about_flight
from drones.desk.service.inbound_questions import about_permit, about_sighting
from portal.accounts import rules as accounts_rules
from portal.accounts import service as accounts
from portal.accounts.model import PersonView
from portal.audit import service as audit
from portal.kit.i18n import LANGUAGES, say
from portal.kit.model import Identity, Permission
from portal.kit.permissions import acting_as
from portal.kit.settings import settings
from portal.notices import rules as numbers
from portal.notices import service as notices

DAY, SPELL = timedelta(days=1), timedelta(minutes=10)
#: Answers to one number in a day: whoever writes in its name must not fill its holder's telephone.
STAFF_A_DAY, OWNERS_A_DAY, STRANGERS_A_DAY, HELP_A_DAY = 300, 60, 10, 1
#: Answers to all numbers that nobody verified, in a day: each costs money.
ALL_STRANGERS_A_DAY = 1_000
#: Messages of one number that are looked at within ten minutes.
A_SPELL = 30
#: No gateway sends a message again after so long.
KEPT = timedelta(days=30)
_OF_FLIGHT = frozenset({Verb.STATUS, Verb.WITHDRAW, Verb.YES, Verb.NO, Verb.ANSWER})


class Received(StrEnum):
    """What became of a message."""

    ANSWERED = "answered"
    #: Done before: the same id.
    AGAIN = "again"
    #: Too many of this number, or a stranger who had their help already.
    SILENT = "silent"
    #: Not sent from a number that could be answered.
    NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a message, and the text that leaves as its answer."""

    received: Received
    text: str = ""


def receive(*, message_id: str, sender: str, text: str, now: datetime) -> Done:
    """Do what a message asks and put the answer into the outbox, in the caller's transaction.

    The same ``message_id`` is done once. ``sender`` is a number as the gateway writes it; it may be forged.
    """
    if store.seen(message_id):
        return Done(Received.AGAIN)
    asked = rules.read(text)
    number = numbers.telephone(sender)
    person = None if number is None else accounts.person_of_phone(phone=number)
    who = Identity.anonymous() if person is None else _identity(person)
    with acting_as(who):
        done = Done(Received.NO_NUMBER)
        if number is not None:
            done = _answer(asked, number, person, who, now)
        digest = audit.digest(f"sms {number or sender}")
        store.keep(
            message_id=message_id,
            sender=digest,
            command=asked.verb.value,
            outcome=done.received.value,
            now=now,
        )
        facts = {"command": asked.verb.value, "outcome": done.received.value}
        audit.note("desk.sms_received", subject=who.id or digest[:20], facts=facts)
    return done


def forget(now: datetime) -> None:
    """The worker's part: words that are over, and messages that come no more."""
    store.forget(words_before=now - WORD_LASTS, messages_before=now - KEPT)


def _answer(asked: Asked, number: str, person: PersonView | None, who: Identity, now: datetime) -> Done:
    locale = asked.locale if person is None else person.locale
    if not _may_be_answered(asked, number, who, now):
        return Done(Received.SILENT)
    with force_locale(locale if locale in LANGUAGES else LANGUAGES[0]):
        said = _said(asked, person, who, now)
        text = say(f"desk.sms.{said.code}.sms", **{"phone": settings().liaison_phone, **said.facts})
    text = notices.fitting(text)
    notices.enqueue_text(
        phone=number, locale=locale, code="desk.sms.said", facts={"text": text}, now=now, person_id=who.id
    )
    return Done(Received.ANSWERED, text)


def _may_be_answered(asked: Asked, number: str, who: Identity, now: datetime) -> bool:
    """Count the answer; counted before anything is done, so that nothing is done without an answer."""
    if who.is_anonymous:
        most = STRANGERS_A_DAY if asked.verb is Verb.PERMIT else HELP_A_DAY
        kind = "permit" if asked.verb is Verb.PERMIT else "help"
        mine = notices.allowed(what=f"sms {kind} to {number}", most=most, now=now, within=DAY)
        return mine and notices.allowed(
            what="sms to strangers", most=ALL_STRANGERS_A_DAY, now=now, within=DAY
        )
    staff = _may(who, Permission.KNOWN_ASK)
    if not staff and not notices.allowed(what=f"sms of {number}", most=A_SPELL, now=now, within=SPELL):
        return False
    most = STAFF_A_DAY if staff else OWNERS_A_DAY
    return notices.allowed(what=f"sms to {number}", most=most, now=now, within=DAY)


def _said(asked: Asked, person: PersonView | None, who: Identity, now: datetime) -> Said:
    if asked.verb is Verb.PERMIT:
        return about_permit(typed=asked.rest, now=now)
    if person is None:
        return Said("help.stranger")
    if asked.verb is Verb.KNOWN and _may(who, Permission.KNOWN_ASK):
        return about_sighting(typed=asked.rest, person=person, now=now)
    if asked.verb in _OF_FLIGHT and _may(who, Permission.FLIGHTS_OWN):
        return about_flight(asked=asked, person=person, now=now)
    return Said("help.staff" if _may(who, Permission.KNOWN_ASK) else "help.owner")


def _may(who: Identity, permission: Permission) -> bool:
    return accounts_rules.may(who, permission)


def _identity(person: PersonView) -> Identity:
    return Identity(person.id, person.email, person.roles, person.locale, person.command)
