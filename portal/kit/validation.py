"""What a JSON body's shape has against it, as faults whose words live in the catalogues."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from portal.kit.model import Fact, Fault
from portal.kit.strict_json import escape

#: The validator's kinds of error, each with the last part of our code (``problem.field.<part>``).
CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_type": "text",
    "string_too_short": "short",
    "string_too_long": "long",
    "string_pattern_mismatch": "pattern",
    "int_type": "whole_number",
    "int_parsing": "whole_number",
    "int_parsing_size": "whole_number",
    "int_from_float": "whole_number",
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
    "decimal_parsing": "number",
    "decimal_type": "number",
    "bool_type": "yes_no",
    "bool_parsing": "yes_no",
    "greater_than": "above",
    "greater_than_equal": "least",
    "less_than": "below",
    "less_than_equal": "most",
    "enum": "choice",
    "literal_error": "choice",
    "list_type": "list",
    "tuple_type": "list",
    "too_long": "many",
    "too_short": "few",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
    "datetime_type": "moment",
    "datetime_parsing": "moment",
    "datetime_from_date_parsing": "moment",
    "timezone_aware": "moment",
}
#: What of an error's context our words name, and how they call it.
_FACTS = {
    "min_length": "least",
    "max_length": "most",
    "ge": "least",
    "gt": "least",
    "le": "most",
    "lt": "most",
    "expected": "known",
}
_QUOTED = re.compile(r"'([^']*)'")


def faults_behind(error: BaseException | None) -> tuple[Fault, ...]:
    """The faults of the validation that led to this error; none when there was no such thing."""
    while error is not None and not isinstance(error, ValidationError):
        error = error.__cause__ or error.__context__
    return () if error is None else tuple(_faults(error))


def _faults(error: ValidationError) -> Iterator[Fault]:
    for one in error.errors(include_url=False, include_input=False):
        part = CODES.get(one["type"])
        code = f"problem.field.{part}" if part else "problem.field"
        yield Fault("".join(f"/{escape(str(name))}" for name in one["loc"]), code, _facts(one))


def _facts(one: ErrorDetails) -> dict[str, Fact]:
    context = one.get("ctx", {})
    return {name: _told(value) for key, name in _FACTS.items() if (value := context.get(key)) is not None}


def _told(value: object) -> Fact:
    """A bound as a person writes it; choices by commas, without the quotes of the validator."""
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else value
    return ", ".join(_QUOTED.findall(str(value))) or str(value)
