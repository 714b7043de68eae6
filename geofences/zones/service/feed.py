"""The public feed: what was published, superseded and withdrawn, newest first, page by page."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from flask_babel import force_locale

from geofences.zones.formats.atom import Entry, Feed, write_atom
from geofences.zones.formats.own import message_of
from geofences.zones.model import Happened, Happening
from geofences.zones.service.wording import heights, restriction, times
from geofences.zones.store import feed as store
from portal.kit.i18n import say
from portal.kit.problems import Problem
from portal.kit.settings import settings

PAGE = 100
PATH = "/api/v1/zones/changes.atom"
_MARK = re.compile(r"(\d{1,9})\.([0-9A-Za-z_-]{1,40})")


def feed(*, language: str, before: str | None = None) -> bytes:
    """A page of the feed in French or English; ``Problem`` 422 for a mark that is none.

    It holds nothing that was not published, and nobody's name: only what the register itself shows.
    """
    found = store.happenings(before=_mark(before), limit=PAGE + 1)
    page = found[:PAGE]
    following = f"{page[-1].register_number}.{page[-1].version_id}" if len(found) > PAGE else None
    with force_locale(language):
        return write_atom(
            Feed(
                identity=f"{store.epoch()}/changes",
                title=say("zones.feed.title", portal=settings().name),
                publisher=settings().name,
                language=language,
                address=_address(language, before),
                first=_address(language, None),
                following=None if following is None else _address(language, following),
                page=f"{_base()}/zones",
                entries=[_entry(one) for one in page],
            )
        )


def _mark(text: str | None) -> store.Mark | None:
    if text is None:
        return None
    found = _MARK.fullmatch(text)
    if found is None:
        raise Problem("zones.error.bad_mark", 422)
    return int(found[1]), found[2]


def _base() -> str:
    return settings().base_url.rstrip("/")


def _address(language: str, before: str | None) -> str:
    stated = {"lang": language} | ({} if before is None else {"before": before})
    return f"{_base()}{PATH}?{urlencode(stated)}"


def _entry(one: Happened) -> Entry:
    zone = one.zone
    name = f"{zone.country}/{zone.identifier}" + (f" – {zone.name}" if zone.name else "")
    mark = f"{say('zones.feed.exercise')} – " if zone.exercise else ""
    said = say(f"zones.feed.{one.kind}", number=one.version_number)
    lines = [restriction(zone.restriction), *(times(period) for period in zone.applicability)]
    lines += dict.fromkeys(heights(volume.band) for volume in zone.volumes)
    return Entry(
        identity=f"{one.version_id}/{one.kind}",
        title=f"{mark}{name} : {said}",
        category=one.kind.value,
        at=one.at,
        text=". ".join(line for line in [said, *lines, message_of(zone)] if line),
        address=f"{_base()}/zones/{zone.country}/{quote(zone.identifier)}"
        if one.kind is Happening.PUBLISHED
        else f"{_base()}/zones",  # one that is over has no page any more
    )
