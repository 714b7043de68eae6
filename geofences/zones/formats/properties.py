"""What a zone is, apart from its layers, as ED-269 names it: identity, restriction, reasons, authorities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from geofences.engine.model import Applicability, Authority, Purpose, Restriction
from geofences.zones.formats.document import Place, clip
from geofences.zones.formats.own import in_named_zone, read_own, unmarked
from geofences.zones.formats.times import read_applicability, write_periods

#: Reasons of ED-269 and of ED-318 (which adds DAR, dynamic airspace reconfiguration).
REASONS = (
    "AIR_TRAFFIC", "SENSITIVE", "PRIVACY", "POPULATION", "NATURE", "NOISE",
    "FOREIGN_TERRITORY", "EMERGENCY", "DAR", "OTHER",
)  # fmt: skip
MAX_IDENTIFIER = 64
STANDARD_IDENTIFIER = 7
_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?",
    re.ASCII,
)
_AUTHORITY = (
    "name", "service", "contactName", "siteURL", "siteUrl", "email", "phone", "purpose", "intervalBefore",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Properties:
    """Everything of a zone but its layers."""

    country: str
    identifier: str
    restriction: Restriction
    applicability: tuple[Applicability, ...]
    name: str
    reasons: tuple[str, ...]
    other_reason: str
    message: str
    conditions: tuple[str, ...]
    authorities: tuple[Authority, ...]
    time_zone: str = "UTC"
    exercise: bool = False
    source: str = ""
    command: str = ""
    two_signatures: bool = False


def read_properties(zone: Place, *, country: str = "") -> Properties | None:
    """The properties of one ``UASZoneVersion`` (ED-269), or ``None`` when any of them is in error.

    ``country`` is what the layout of the file itself says when a zone does not name its country.
    """
    before = zone.notes.error_count
    restriction = _restriction(zone.member("restriction"))
    applicability = read_applicability(zone)
    extended = zone.member("extendedProperties")
    own = read_own(extended)
    found = {
        "country": read_country(zone.member("country"), country),
        "identifier": read_identifier(zone),
        "name": zone.member("name").text(200),
        "reasons": read_reasons(zone.member("reason", "reasons")),
        "other_reason": zone.member("otherReasonInfo").text(30),
        "message": unmarked(zone.member("message").text(200), extended),
        "conditions": _conditions(zone.member("restrictionConditions")),
        "authorities": read_authorities(zone),
        **asdict(own),
    }
    _kind(zone.member("type"))
    if restriction is None or applicability is None or zone.notes.error_count > before:
        return None
    stated = zone.member("applicability").value
    periods = in_named_zone(applicability, extended, write_periods, stated)
    return Properties(restriction=restriction, applicability=periods, **found)


def _restriction(place: Place) -> Restriction | None:
    if isinstance(place.value, str) and place.value in tuple(Restriction):
        return Restriction(place.value)
    if place.absent:
        place.error("restriction_missing")
    elif place.value == "REQ_AUTHORIZATION":
        place.error("authorisation_with_z")
    else:
        place.error("unknown_word", text=clip(str(place.value)), allowed=", ".join(Restriction))
    return None


def read_country(place: Place, otherwise: str = "") -> str:
    """Three capitals (ISO 3166-1); ``otherwise`` where none is stated."""
    if place.absent and otherwise:
        place.warn("country_from_layout", country=otherwise)
        return otherwise
    if isinstance(place.value, str) and re.fullmatch(r"[A-Z]{3}", place.value):
        return place.value
    if place.absent:
        place.error("country_missing")
    else:
        place.error("country_not_alpha3", text=clip(str(place.value)))
    return ""


def read_identifier(zone: Place) -> str:
    """The zone's identifier within its country; longer than the standard's is a warning."""
    place = zone.member("identifier", "id")
    if isinstance(place.value, int) and not isinstance(place.value, bool):
        return str(place.value)
    text = place.text(MAX_IDENTIFIER, MAX_IDENTIFIER)
    if not text and place.absent:
        place.error("identifier_missing")
    if len(text) > STANDARD_IDENTIFIER:
        place.warn("identifier_longer_than_standard", identifier=clip(text), limit=STANDARD_IDENTIFIER)
    return text


def _kind(place: Place) -> None:
    if place.absent:
        place.warn("type_missing")
    elif place.value == "CUSTOMIZED":
        place.warn("customized")
    elif place.value != "COMMON":
        place.error("unknown_word", text=clip(str(place.value)), allowed="COMMON, CUSTOMIZED")


def read_reasons(place: Place) -> tuple[str, ...]:
    """The reasons, each once; another spelling of a known one is read with a warning."""
    found: list[str] = []
    for item in place.listed():
        text = item.text(200)
        word = text.upper().replace(" ", "_").replace("-", "_")
        if word not in REASONS:
            item.error("unknown_word", text=clip(text), allowed=", ".join(REASONS))
            continue
        if word != text:
            item.warn("reason_respelled", text=clip(text), reason=word)
        found.append(word)
    return tuple(dict.fromkeys(found))


def _conditions(place: Place) -> tuple[str, ...]:
    items = place.items() if isinstance(place.value, list) else [place]
    return tuple(text for item in items if (text := item.text(10_000)))


def plain(place: Place) -> str:
    """A text as ED-269 states it: in one language, at most 200 characters."""
    return place.text()


def read_authorities(zone: Place, said: Callable[[Place], str] = plain) -> tuple[Authority, ...]:
    """Whom to ask; ``said`` reads a name, which ED-318 states in several languages."""
    place = zone.member("zoneAuthority")
    if place.absent:
        place.warn("authority_missing")
        return ()
    found = [_authority(item, said) for item in place.listed()]
    return tuple(one for one in found if one is not None)


def _authority(place: Place, said: Callable[[Place], str]) -> Authority | None:
    if not place.is_object:
        place.error("not_an_object")
        return None
    place.keep_only(*_AUTHORITY)
    authority = Authority(
        name=said(place.member("name")),
        service=said(place.member("service")),
        contact_name=said(place.member("contactName")),
        site_url=_address(place.member("siteURL", "siteUrl")),
        email=place.member("email").text(254, 254),
        phone=place.member("phone").text(),
        purpose=_purpose(place.member("purpose")),
        interval_before=_duration(place.member("intervalBefore")),
    )
    if not (authority.site_url or authority.email or authority.phone):
        place.warn("authority_without_contact")
    return authority


def _address(place: Place) -> str:
    text = place.text(2_000, 2_000)
    if text and not re.match(r"https?://[^\s/]", text):
        # Shown as a link to the public: no other scheme may come in with a file.
        place.warn("address_not_http", text=clip(text))
        return ""
    return text


def _purpose(place: Place) -> Purpose | None:
    if place.absent:
        return None
    if isinstance(place.value, str) and place.value in tuple(Purpose):
        return Purpose(place.value)
    place.error("unknown_word", text=clip(str(place.value)), allowed=", ".join(Purpose))
    return None


def _duration(place: Place) -> timedelta | None:
    """ISO 8601 duration; a year is read as 366 days and a month as 31, the longest notice."""
    text = place.text(50, 50)
    found = _DURATION.fullmatch(text)
    if not text:
        return None
    if found is None or not any(found.groups()):
        place.warn("not_a_duration", text=clip(text))
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        return timedelta(
            days=366 * years + 31 * months + 7 * weeks + days, hours=hours, minutes=minutes, seconds=seconds
        )
    except OverflowError:
        place.warn("not_a_duration", text=clip(text))
        return None


def write_duration(span: timedelta) -> str:
    """ISO 8601: whole days, else hours, minutes and seconds after them."""
    rest = span.seconds
    clock = "".join(
        f"{count}{unit}"
        for count, unit in ((rest // 3600, "H"), (rest // 60 % 60, "M"), (rest % 60, "S"))
        if count
    )
    return f"P{span.days}D" + (f"T{clock}" if clock else "")


def write_authority(authority: Authority) -> dict[str, object]:
    """ED-269 ``zoneAuthority``: only the members that are stated, whole."""
    written: dict[str, object] = {
        "name": authority.name,
        "service": authority.service,
        "contactName": authority.contact_name,
        "siteURL": authority.site_url,
        "email": authority.email,
        "phone": authority.phone,
        "purpose": authority.purpose.value if authority.purpose is not None else "",
        "intervalBefore": write_duration(authority.interval_before) if authority.interval_before else "",
    }
    return {name: value for name, value in written.items() if value}
