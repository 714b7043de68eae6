"""Short messages about a flight of the sender's: where it stands, and what changes it, each with a word.

Who sends a message can write any number as its sender. So nothing is done at a first message: a word goes to
the number that the owner verified, and only who reads it there can send it back.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from drones.desk import inbound_store as store
from drones.desk.model import Act, Asked, Said, Verb, Word
from drones.desk.rules import inbound as rules
from drones.flights import service as flights
from drones.flights.model import Changes, FlightView, Refusal, State
from drones.flights.rules import moves
from drones.flights.rules.waiting import turn_of
from drones.flights.service.references import own_by_reference
from portal.accounts.model import PersonView
from portal.kit.database import db
from portal.kit.i18n import clock_time, local, say
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import service as notices

WORD_LASTS = timedelta(minutes=10)
MOST_TRIES = 3
#: Words that one person is sent in a day, whoever asked for them.
MOST_WORDS = 12
_MEANT = {Verb.WITHDRAW: Act.WITHDRAW, Verb.YES: Act.ACCEPT, Verb.NO: Act.DECLINE, Verb.ANSWER: Act.ANSWER}
_POSSIBLE: dict[Act, Callable[..., object]] = {
    Act.WITHDRAW: moves.withdraw, Act.DECLINE: moves.decline, Act.ANSWER: moves.answer,
}  # fmt: skip


def about_flight(*, asked: Asked, person: PersonView, now: datetime) -> Said:
    """The answer to a message about a flight; another's flight is as unknown as none."""
    if not asked.reference:
        return Said("which_flight")
    flight = own_by_reference(reference=asked.reference, person_id=person.id)
    if flight is None:
        return Said("unknown_flight", {"reference": asked.reference})
    if asked.verb is Verb.STATUS:
        return status(flight, now)
    if asked.verb in {Verb.YES, Verb.NO} and rules.word_in(asked.rest):
        return _confirm(asked, person, flight, now)
    return _ask_for_word(_MEANT[asked.verb], asked.rest, person, flight, now)


def status(flight: FlightView, now: datetime) -> Said:
    """Where a flight stands and who acts next; the question or the proposal that waits for its owner."""
    reference = flight.reference
    if flight.state is State.INFO_REQUESTED:
        return Said("question", {"reference": reference, "text": _question(flight)})
    if flight.state is State.PROPOSED and flight.proposal is not None:
        return Said("proposal", {"reference": reference, "changes": _changes(flight.proposal.changes)})
    permit = flight.permit_at(now)
    return Said(
        "status",
        {
            "reference": reference,
            "state": say(f"desk.sms.state.{flight.state.value}"),
            "next": say(f"desk.sms.next.{turn_of(flight.standing).value}"),
            "window": _window(flight),
            "permit": say("desk.sms.with_permit", permit=permit) if permit else "",
        },
    )


def _ask_for_word(act: Act, text: str, person: PersonView, flight: FlightView, now: datetime) -> Said:
    if act is Act.ANSWER and not text:
        return Said("answer_missing", {"reference": flight.reference})
    if not _is_possible(act, flight):
        return Said(
            "not_possible",
            {"reference": flight.reference, "state": say(f"desk.sms.state.{flight.state.value}")},
        )
    day = timedelta(days=1)
    if not notices.allowed(what=f"sms words of {person.id}", most=MOST_WORDS, now=now, within=day):
        return Said("words_over", {"phone": settings().liaison_phone})
    word = rules.one_time_word(secrets.randbelow)
    meant = Word(
        person_id=person.id,
        flight_id=flight.id,
        version=flight.version,
        act=act,
        text=text[: rules.LONGEST_ANSWER] if act is Act.ANSWER else "",
        phone=_keyed(f"number {person.verified_phone}"),
        made_at=now,
    )
    store.add_word(meant, digest=_digest(meant, word))
    facts: dict[str, str | int] = {"reference": flight.reference, "word": word}
    return Said(f"word.{act.value}", facts | {"time": clock_time(now + WORD_LASTS)})


def _confirm(asked: Asked, person: PersonView, flight: FlightView, now: datetime) -> Said:
    typed = rules.word_in(asked.rest)
    found: Word | None = None
    mine = {"person_id": person.id, "flight_id": flight.id}
    # All are compared, so that the time tells nothing of which word was near.
    for word, digest in store.words(**mine, since=now - WORD_LASTS, tries=MOST_TRIES):
        if hmac.compare_digest(_digest(word, typed), digest):
            found = word
    if found is None or found.phone != _keyed(f"number {person.verified_phone}"):
        store.count_try(**mine)
        return Said("word_wrong", {"reference": flight.reference})
    store.drop_words(**mine)
    if asked.verb is Verb.NO and found.act is not Act.DECLINE:
        return Said("dropped", {"reference": flight.reference})
    return _do(found, flight, now)


def _do(word: Word, flight: FlightView, now: datetime) -> Said:
    changed = Said("changed", {"reference": flight.reference})
    try:
        with db.session.begin_nested():
            result = _act(word, now)
    except Problem as problem:
        if problem.status == 412:
            return changed
        return Said("later", {"phone": settings().liaison_phone})
    if isinstance(result, Refusal):
        return Said("not_done", {"text": say(result.code, **result.facts)})
    state = say(f"desk.sms.state.{result.state.value}")
    return Said(f"done.{word.act.value}", {"reference": flight.reference, "state": state})


def _act(word: Word, now: datetime) -> FlightView | Refusal:
    mine = {"flight_id": word.flight_id, "person_id": word.person_id}
    if word.act is Act.WITHDRAW:
        return flights.withdraw(**mine, now=now, expected_version=word.version)
    if word.act is Act.ACCEPT:
        return flights.accept(**mine, now=now, expected_version=word.version)
    if word.act is Act.DECLINE:
        return flights.decline(**mine, now=now, expected_version=word.version)
    return flights.answer(**mine, text=word.text, now=now, expected_version=word.version)


def _is_possible(act: Act, flight: FlightView) -> bool:
    if act is Act.ACCEPT:
        return flight.state is State.PROPOSED and flight.proposal is not None
    return not isinstance(_POSSIBLE[act](flight.standing), Refusal)


def _question(flight: FlightView) -> str:
    lines = flights.timelines(flights=[flight])[flight.id]
    asked = [str(line.facts.get("text", "")) for line in lines if line.kind == "asked"]
    return asked[-1] if asked else ""


def _changes(changes: Changes) -> str:
    parts = []
    if changes.ceiling_m is not None:
        parts.append(say("desk.sms.change.ceiling", ceiling=f"{changes.ceiling_m:g}"))
    if changes.start is not None:
        parts.append(say("desk.sms.change.start", time=_moment(changes.start)))
    if changes.end is not None:
        parts.append(say("desk.sms.change.end", time=_moment(changes.end)))
    if changes.area is not None:
        parts.append(say("desk.sms.change.area"))
    return ", ".join(parts)


def _window(flight: FlightView) -> str:
    window = flight.window
    if window is None:
        return ""
    start, end = _moment(window.start), _moment(window.end)
    return f" {start}-{end.split()[1] if start.split()[0] == end.split()[0] else end}."


def _moment(moment: datetime) -> str:
    return local(moment).strftime("%d/%m %H:%M")


def _digest(word: Word, typed: str) -> str:
    return _keyed(f"word {word.person_id} {word.flight_id} {word.version} {word.act.value} {typed}")


def _keyed(text: str) -> str:
    return hmac.new(settings().secret_key.encode(), f"sms {text}".encode(), "sha256").hexdigest()
