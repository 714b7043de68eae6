"""Languages: French first, English second; words live in the catalogues, times in the local zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale, gettext

from portal.kit.settings import settings

LANGUAGES = ("fr", "en")
_STATUS = re.compile(r"status(\.[a-z_]+){2}")


def install(app: Flask) -> None:
    """Choose the language of each request and give the templates their filters."""
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[0]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = app.root_path + "/translations"
    Babel(app, locale_selector=_choose)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters.update(say=say, when=when, day=day, clock=clock_time, period=period, height=height)


def _choose() -> str:
    if not has_request_context():
        return LANGUAGES[0]
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def locale() -> str:
    """The language of the current request: ``fr`` or ``en``."""
    found = get_locale()
    return found.language if found is not None else LANGUAGES[0]


def say(code: str, **facts: Any) -> str:
    """The sentence that the catalogues hold for ``code``, with its facts filled in.

    A fact that is itself a status (``status.flight.draft``) is said in words.
    """
    words = {
        name: gettext(fact) if isinstance(fact, str) and _STATUS.fullmatch(fact) else fact
        for name, fact in facts.items()
    }
    return str(gettext(str(code), **words))


def local(moment: datetime) -> datetime:
    """The moment in the time zone in which people see times."""
    return moment.astimezone(ZoneInfo(settings().time_zone))


def place() -> str:
    """The name people know the time zone by: the last part of its identifier."""
    return settings().time_zone.rsplit("/", 1)[-1].replace("_", " ")


def day(moment: datetime | date) -> str:
    """Day/month/year, as both languages are read in the region."""
    there = local(moment) if isinstance(moment, datetime) else moment
    return there.strftime("%d/%m/%Y")


def clock_time(moment: datetime) -> str:
    """Hours and minutes, 24-hour."""
    return local(moment).strftime("%H:%M")


def when(moment: datetime) -> str:
    """A moment with its zone's name: ``23/11/2026 10:00 (Bamako)``."""
    return f"{day(moment)} {clock_time(moment)} ({place()})"


def period(start: datetime, end: datetime) -> str:
    """Two moments; the second day is named only when it differs."""
    first, last = local(start), local(end)
    if first.date() == last.date():
        return f"{day(first.date())} {first:%H:%M}–{last:%H:%M} ({place()})"
    return f"{day(first.date())} {first:%H:%M} – {day(last.date())} {last:%H:%M} ({place()})"


def height(value_m: float, datum: str) -> str:
    """Metres with the datum in words."""
    return f"{value_m:g} m {say('height.' + str(datum))}"


def utc(moment: datetime) -> str:
    """RFC 3339 in UTC, for attributes and programs."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
