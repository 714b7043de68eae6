"""The forms of flight plans."""

from drones.flights.forms.choices import REASONS
from drones.flights.forms.plan import (
    PlanForm,
    craft_name,
    plan_form,
    with_another_volume,
    without_volume,
)

__all__ = ["REASONS", "PlanForm", "craft_name", "plan_form", "with_another_volume", "without_volume"]
