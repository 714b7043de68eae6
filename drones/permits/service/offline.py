"""The words of the verifier that works without a network, in every language at once."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale

from drones.permits.model import Condition, State
from geofences.engine.model import Datum
from portal.kit.i18n import LANGUAGES, place, say

#: What the page says; the words are ``permits.offline.<name>``.
_NAMES = (
    *("title", "scan", "stop", "picture", "refresh", "paste", "check", "looking", "no_camera", "no_square"),
    *("camera_refused", "camera_busy"),
    *("list_of", "no_list", "clock_used", "by_register", "keys_here", "refused", "ready", "not_ready"),
    *("minutes_left", "call", "says", "compare", "operator", "serial", "window", "ceiling", "floor", "area"),
    *("volume", "open_now", "not_open", "conditions", "condition_unknown", "exercise"),
    *("state.not_known", "state.unreadable", "state.code_alone"),
    *("advice.not_known.no_list", "advice.not_known.old_list", "advice.not_known.clock"),
    *("advice.unknown_key.unknown_key", "advice.unknown_key.unknown_format"),
    *("advice.unreadable", "advice.code_alone"),
)


def offline_words() -> dict[str, Any]:
    """For the templates: ``words`` by language and name, and ``place``, the name of the time zone."""
    words: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        with force_locale(language):
            words[language] = _words()
    return {"words": words, "place": place()}


def _words() -> dict[str, str]:
    own = {name: say(f"permits.offline.{name}") for name in _NAMES}
    states = {f"state.{state}": say(f"status.permit.{state}") for state in State}
    advice = {f"advice.{state}": say(f"permits.advice.{state}") for state in State}
    conditions = {f"condition.{code}": say(f"permits.condition.{code}") for code in map(int, Condition)}
    heights = {f"height.{datum}": say(f"height.{datum}") for datum in Datum}
    drill = {"advice.valid_exercise": say("permits.advice.valid_exercise")}
    return {**states, **advice, **conditions, **heights, **drill, **own}
