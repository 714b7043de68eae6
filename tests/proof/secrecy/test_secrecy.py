"""Ten thousand requests with and without a concealed zone, their times, and the whole probing attack."""

from __future__ import annotations

import numpy as np
import pytest

from tests.integration.secrecy import probing
from tests.integration.secrecy.comparing import compare
from tests.proof.secrecy.statistics import p_value
from tests.unit.geofences.concealed.cast import explore

REQUESTS = {"spatialite": 10_000, "postgis": 10_000}
#: Of finding a difference that is none, over all kinds of requests together.
SIGNIFICANCE = 0.01


@pytest.fixture(scope="module")
def asked(pair, kind):
    """All requests sent to both: what differed, and how long each answer took."""
    with pytest.MonkeyPatch.context() as patch:
        return compare(pair, REQUESTS[kind], 20261124, patch)


def test_every_answer_is_the_same(asked):
    differences, times = asked
    print(f"\nrequests: {sum(len(first) for first, _ in times.values())} to each portal")
    assert differences == []


def test_times_are_from_one_distribution(asked):
    """And the test can fail: the same samples, one side five in a hundred slower, are told apart."""
    _, times = asked
    enough = {kind: pair for kind, pair in times.items() if len(pair[0]) >= 100}
    assert len(enough) >= 8
    found = {kind: p_value(first, second) for kind, (first, second) in enough.items()}
    slower = {
        kind: p_value(first, [one + 0.05 * float(np.median(first)) for one in second])
        for kind, (first, second) in enough.items()
    }
    for kind, (first, second) in enough.items():
        ratio = float(np.median(second) / np.median(first))
        print(
            f"{kind}: n={len(first)} median ratio {ratio:.4f} p={found[kind]:.3f} shifted={slower[kind]:.0e}"
        )
    assert min(found.values()) > SIGNIFICANCE / len(found), found
    assert min(slower.values()) < SIGNIFICANCE / len(found), slower


@pytest.fixture(scope="module")
def concealing(pair):
    """The portal with its concealed zone."""
    pair[1].conceal()
    return pair[1]


ORACLES = pytest.mark.parametrize(
    "oracle", [probing.lookup, probing.check, probing.submit], ids=["lookup", "check", "submit"]
)


@ORACLES
def test_640_questions_along_64_rays_learn_nothing(concealing, oracle):
    ask = oracle(concealing)
    found = probing.attack_blindly(ask, rays=64, steps=10)
    print(f"\n{found.queries} questions: {len(found.borders)} borders")
    assert found.borders == []
    assert probing.attack(ask, rays=64, steps=10).borders == []


@ORACLES
def test_the_same_attack_on_a_leaking_portal_finds_the_border_to_tens_of_metres(concealing, oracle):
    with concealing.leaking():
        found = probing.attack(oracle(concealing), rays=64, steps=10)
    print(f"\n{found.queries} questions: border found to {found.worst_m:.1f} m")
    assert len(found.borders) == 64
    assert found.worst_m < 50


def test_no_flight_meets_a_covered_zone_unasked_in_thousands_of_worlds():
    covered, gaps_seen = explore(4_000, seed=1, flights=60)
    print(f"\n{covered} worlds covered, {gaps_seen} gaps flown through")
    assert covered > 100
    assert gaps_seen > 1_000
