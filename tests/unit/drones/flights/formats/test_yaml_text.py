"""Flight intents in YAML: read, and refused with the place."""

from __future__ import annotations

import pytest

from drones.flights.formats.recognise import read_plan

INTENTS = """\
intents:
  one:
    full:
      basic_information:
        area:
          - outline_polygon:
              vertices: [{lng: -11.4, lat: 14.4}, {lng: -11.39, lat: 14.4}, {lng: -11.39, lat: 14.41}]
            altitude_lower: {value: 10, reference: W84, units: M}
            altitude_upper: {value: 90, reference: W84, units: M}
            start_time: 2026-11-24T10:00:00Z
            end_time: 2026-11-24T10:30:00Z
  two:
    delta: {source: one}
"""


def _codes(text: str) -> list[str]:
    return [fault.code for fault in read_plan(text.encode(), "plan.yaml").faults]


def test_an_intent_is_read_and_one_that_only_changes_it_is_named() -> None:
    draft = read_plan(INTENTS.encode(), "plan.yaml").draft
    assert draft is not None
    assert len(draft.source.parts) == 1
    assert draft.start is not None
    assert draft.start.isoformat() == "2026-11-24T10:00:00+00:00"
    assert ("/intents/two", "flights.note.intent_not_whole") in [(n.pointer, n.code) for n in draft.notes]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("intents: &a {x: 1}\nother: *a\n", "flights.error.yaml_alias"),
        ("intents: [\n", "flights.error.not_yaml"),
        ("intents: !!python/object/apply:os.system ['true']\n", "flights.error.not_yaml"),
        ("intents: " + "[" * 300 + "]" * 300 + "\n", "flights.error.too_deep"),
        ("intents:\n  one: {full: {area: [{outline_circle: {radius: .nan}}]}}\n", "flights.error.not_finite"),
        ("intents:\n" + "  a: 1\n" * 60_000, "flights.error.too_large"),
        ("intents: {}\n", "flights.error.not_a_plan"),
        ("intents:\n\t- x\n", "flights.error.not_yaml"),
    ],
)
def test_a_text_that_cannot_be_a_plan_is_refused_by_name(text: str, code: str) -> None:
    assert _codes(text) == [code]
