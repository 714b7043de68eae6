"""What each officer keeps for themselves: filters of the queue, and whether keys act."""

from __future__ import annotations

from collections.abc import Mapping

from drones.liaison.model import Saved
from drones.liaison.rules.lines import LONGEST_TEXT, understood
from drones.liaison.store import filters as store
from portal.kit.model import Fault

#: Nobody finds a filter among more.
MOST_FILTERS = 30


def saved_filters(*, person_id: str) -> tuple[Saved, ...]:
    """One's own filters, by name."""
    return store.of_person(person_id)


def default_filter(*, person_id: str) -> Saved | None:
    """The filter with which one's queue opens."""
    return next((one for one in store.of_person(person_id) if one.is_default), None)


def save_filter(*, person_id: str, name: str, wanted: Mapping[str, str]) -> tuple[Fault, ...]:
    """Keep a filter under a name of one's own, in place of the one that had it; or what is wrong."""
    name, meant = " ".join(name.split()), understood(wanted)
    if not name:
        return (Fault("name", "liaison.error.filter_name"),)
    if len(name) > LONGEST_TEXT:
        return (Fault("name", "liaison.error.filter_name_long", {"most": LONGEST_TEXT}),)
    if not meant:
        return (Fault("name", "liaison.error.filter_empty"),)
    mine = store.of_person(person_id)
    if len(mine) >= MOST_FILTERS and name not in {one.name for one in mine}:
        return (Fault("name", "liaison.error.filters_many", {"most": MOST_FILTERS}),)
    store.put(person_id, name, meant)
    return ()


def forget_filter(*, person_id: str, filter_id: str) -> None:
    """Forget one's own filter; nobody else's."""
    store.remove(filter_id, person_id)


def open_with(*, person_id: str, filter_id: str | None) -> None:
    """One's queue opens with this filter of one's own, with ``None`` whole."""
    store.choose(filter_id, person_id)


def uses_shortcuts(*, person_id: str) -> bool:
    """Whether keys act on the desk's pages for this person."""
    return store.uses_shortcuts(person_id)


def set_shortcuts(*, person_id: str, on: bool) -> None:
    """Switch the keys on or off, for this person on every device."""
    store.set_shortcuts(person_id, on=on)
