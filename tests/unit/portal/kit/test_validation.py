"""The validator's faults become ours: a pointer, a code with words, the facts of the bound."""

from datetime import datetime
from enum import StrEnum

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.kit.catalogues import merged
from portal.kit.validation import CODES, faults_behind


class Colour(StrEnum):
    RED = "red"


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", min_length=2, max_length=3)
    count: int = Field(default=1, ge=1, le=9)
    colour: Colour = Colour.RED
    at: datetime | None = None
    items: list[float] = Field(default=[], max_length=2)


@pytest.mark.parametrize(
    ("body", "pointer", "part", "facts"),
    [
        ({"name": "x"}, "/name", "short", {"least": 2}),
        ({"name": "xxxx"}, "/name", "long", {"most": 3}),
        ({"name": 3}, "/name", "text", {}),
        ({"count": 0}, "/count", "least", {"least": 1}),
        ({"count": 10}, "/count", "most", {"most": 9}),
        ({"count": 1.5}, "/count", "whole_number", {}),
        ({"colour": "blue"}, "/colour", "choice", {"known": "red"}),
        ({"at": "hier"}, "/at", "moment", {}),
        ({"items": [1, "x"]}, "/items/1", "number", {}),
        ({"items": [1, 2, 3]}, "/items", "many", {"most": 2}),
        ({"size": 1}, "/size", "unknown", {}),
        ([], "", "object", {}),
    ],
)
def test_each_fault_is_named_by_pointer_code_and_facts(body, pointer, part, facts):
    with pytest.raises(ValidationError) as raised:
        Body.model_validate(body)
    found = faults_behind(raised.value)
    assert [(one.pointer, one.code, one.facts) for one in found] == [
        (pointer, f"problem.field.{part}", facts)
    ]


def test_a_fault_of_another_kind_has_none():
    assert faults_behind(ValueError("x")) == ()
    assert faults_behind(None) == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_code_has_words(language):
    words = {message.id for message in merged(language) if message.string}
    assert {f"problem.field.{part}" for part in CODES.values()} <= words
