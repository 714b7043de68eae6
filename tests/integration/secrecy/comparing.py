"""The same requests to both portals, and everything in which their answers differ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from random import Random
from time import perf_counter, thread_time

import pytest

from drones.liaison import service as liaison
from drones.liaison.model import Approval, Denial, Refused
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from portal.kit.model import Identity
from portal.kit.worker import Heartbeat
from tests.conftest import NOON
from tests.integration.secrecy.requests import Asked, Mixer
from tests.integration.secrecy.twins import Twin, drawn_from

#: Sums and buckets of times are measured, so no two runs have the same; their counts are compared.
MEASURED = re.compile(rb"^portal_request_seconds_(sum|bucket|created).*\n|^.*_created.*\n", re.MULTILINE)
#: Marks times of the processor, which other programs on the machine disturb less than the wall's clock.
PROCESSOR = " (processor)"
Times = Mapping[str, tuple[list[float], list[float]]]


def compare(
    twins: tuple[Twin, Twin], count: int, seed: int, patch: pytest.MonkeyPatch, *, conceal: bool = True
) -> tuple[list[str], Times]:
    """Ask both portals ``count`` requests; gives every difference, and the seconds each answer took,
    by kind of request, on the wall and of the processor.

    The second portal sets its concealed zone before the first request, withdraws it half way and sets
    it again after three quarters. The clock goes on, the worker makes its rounds, an officer decides.
    """
    mixer = Mixer(seed, twins[0], list(twins[0].cast.flights))
    differences: list[str] = []
    times: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    version = ""
    for number in range(count):
        if conceal and number in {0, count * 3 // 4}:
            version = twins[1].conceal()
        if conceal and number == count // 2:
            twins[1].withdraw(version)
        _live(twins, number, seed, patch, mixer)
        asked = mixer.ask(number)
        answers = _ask(twins, asked, f"{seed}-{number}", patch, times)
        said = [_said(answer) for answer in answers]
        if said[0] != said[1]:
            differences.append(f"{number}: {asked.method} {asked.path}: {_first(said)}")
        mixer.learn(asked, answers[0])
    return differences, times


def _ask(twins: tuple[Twin, Twin], asked: Asked, seed: str, patch: pytest.MonkeyPatch, times):
    """Both answers; which portal is asked first is drawn anew each time."""
    answers = [None, None]
    order = [0, 1] if Random(seed).random() < 0.5 else [1, 0]
    for index in order:
        with drawn_from(seed, twins[index], patch):
            begun, used = perf_counter(), thread_time()
            answers[index] = asked.send(twins[index])
            times[f"{asked.kind}{PROCESSOR}"][index].append(thread_time() - used)
            times[asked.kind][index].append(perf_counter() - begun)
    return answers


def _live(twins: tuple[Twin, Twin], number: int, seed: int, patch: pytest.MonkeyPatch, mixer: Mixer) -> None:
    """What happens beside the requests, equally in both portals."""
    random = Random(f"life-{seed}-{number}")
    moment = NOON + timedelta(seconds=3 * number)
    act = random.choice(["approve", "deny"]) if number % 25 == 24 and mixer.flights else ""
    flight = random.choice(mixer.flights) if act else ""
    for twin in twins:
        twin.set_clock(moment)
        if number % 50 == 0 or act:
            with drawn_from(f"life-{seed}-{number}", twin, patch), twin.acting():
                if number % 50 == 0:
                    _round(twin)
                if act:
                    _decide(act, flight)


def _round(twin: Twin) -> None:
    for task in twin.app.extensions["portal.tasks"].values():
        with unit_of_work():
            task(now())
    with unit_of_work() as session:
        session.merge(Heartbeat(name="worker", at=now()))


def _decide(act: str, flight_id: str) -> None:
    person = accounts.person_by_email("officer@kayes.example")
    assert person is not None
    officer = Identity(person.id, person.email, frozenset({"officer"}), command="ZONE4")
    with unit_of_work():
        request = liaison.request_of(flight_id=flight_id, reader=Identity("x"))
        options = {"flight_id": flight_id, "officer": officer, "now": now()}
        if request.flight.standing.commands != ("ZONE4",):
            return
        version = request.flight.version
        if act == "approve":
            liaison.approve(approval=Approval(), expected_version=version, **options)
        else:
            refused = Refused(Denial.SECURITY, "Pas ce jour-là.")
            liaison.deny(refused=refused, expected_version=version, **options)


def _said(answer) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Status, headers and body."""
    data = MEASURED.sub(b"", answer.data) if answer.request.path == "/metrics" else answer.data
    # The length of /metrics is that of its measured sums, too.
    headers = [
        one for one in answer.headers if answer.request.path != "/metrics" or one[0] != "Content-Length"
    ]
    return answer.status_code, tuple(headers), data


def _first(said) -> str:
    """Where two answers part."""
    (status, headers, data), (other_status, other_headers, other) = said
    if status != other_status:
        return f"status {status} and {other_status}"
    if headers != other_headers:
        return f"headers {set(headers) ^ set(other_headers)}"
    at = next((i for i, pair in enumerate(zip(data, other, strict=False)) if pair[0] != pair[1]), -1)
    return (
        f"body from byte {at}: {data[max(0, at - 80) : at + 80]!r} and {other[max(0, at - 80) : at + 80]!r}"
    )
