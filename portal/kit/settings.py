"""Settings: read once from the environment, each declared once, checked before the start."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from math import isfinite
from pathlib import Path
from typing import Any, cast

import shapely
from flask import current_app
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from portal.kit import terrain as ground

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = object()


class SettingsError(ValueError):
    """One or more settings are missing or bad; the message names each of them."""


def _text(value: str) -> str:
    return value


def _flag(value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    if value.lower() not in words:
        raise ValueError("must be 1 or 0")
    return words[value.lower()]


def _key(value: str) -> bytes:
    if len(value) < 32:
        raise ValueError("must be at least 32 characters of randomness")
    return value.encode()


def _secret(value: str) -> str:
    return _key(value).decode()


def _webhook_secret(value: str) -> str:
    try:
        key = base64.b64decode(value.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if value and not (value.startswith("whsec_") and 24 <= len(key) <= 64):
        raise ValueError("must be whsec_ and the base64 of 24 to 64 bytes")
    return value


def _days(value: str) -> float:
    return _amount(value, "days")


def _minutes(value: str) -> float:
    return _amount(value, "minutes")


def _amount(value: str, unit: str) -> float:
    amount = float(value)
    if not 0 <= amount <= 36_500:
        raise ValueError(f"must be a number of {unit}, not negative")
    return amount


def _path(value: str) -> Path | None:
    return (ROOT / value).resolve() if value else None


def _directory(value: str) -> Path:
    return (ROOT / value).resolve()


def _numbers(count: int) -> Callable[[str], tuple[float, ...]]:
    def parse(value: str) -> tuple[float, ...]:
        numbers = tuple(float(part) for part in value.split(","))
        if len(numbers) != count or not all(isfinite(number) and number >= 0 for number in numbers):
            raise ValueError(f"must be {count} numbers, none below 0, separated by commas")
        return numbers

    return parse


def _reach(value: str) -> tuple[float, ...]:
    numbers = _numbers(2)(value)
    if not 1 <= numbers[0] <= 50_000:
        raise ValueError("must be 1 to 50000 metres and a number of seconds, separated by a comma")
    return numbers


def _metres(value: str) -> float:
    metres = float(value)
    if not isfinite(metres) or metres < 0:
        raise ValueError("must be a number of metres, not below 0")
    return metres


def _coverage(value: str) -> BaseGeometry | None:
    if value == "world":
        return None
    try:
        area = _read_area(value)
    except (OSError, ValueError, KeyError, TypeError, ShapelyError) as fault:
        raise ValueError("must be 'world', a WKT polygon or the path of a GeoJSON file") from fault
    if area.is_empty or not area.is_valid or area.geom_type not in {"Polygon", "MultiPolygon"}:
        raise ValueError("must be a valid polygon in longitude, latitude")
    return area


def _read_area(value: str) -> BaseGeometry:
    if value.upper().startswith(("POLYGON", "MULTIPOLYGON")):
        return shapely.from_wkt(value)
    document = json.loads((ROOT / value).read_text())
    return shape(document.get("geometry", document))


def env(name: str, doc: str, parse: Callable[[str], Any] = _text, default: Any = REQUIRED) -> Any:
    """Declare a setting: its variable, what it means, how it is read, its default as text."""
    return field(metadata={"name": name, "doc": doc, "parse": parse, "default": default})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything a deployment decides. Heights are metres; durations seconds unless named."""

    database_url: str = env(
        "DATABASE_URL", "Database: `sqlite:////path/portal.db` or `postgresql://user@host/name`"
    )
    secret_key: str = env("SECRET_KEY", "Signs sessions and forms; at least 32 characters", _secret)
    registry_key: bytes = env(
        "PORTAL_REGISTRY_KEY", "Keys the digests of operators' secret numbers; at least 32 characters", _key
    )
    ledger_key: bytes = env(
        "PORTAL_LEDGER_KEY", "Keys the digests in the audit ledger; at least 32 characters", _key
    )
    coverage: BaseGeometry | None = env(
        "PORTAL_COVERAGE",
        "Area the register answers for: `world`, a WKT polygon or the path of a GeoJSON file; "
        "outside it every answer is `unknown`",
        _coverage,
    )
    base_url: str = env(
        "PORTAL_BASE_URL", "Public address, printed in permits", _text, "http://127.0.0.1:8000"
    )
    name: str = env("PORTAL_NAME", "Name of the portal", _text, "Portail drones – Région de Kayes")
    demo: bool = env(
        "PORTAL_DEMO", "1 marks everything as an exercise and loads the demonstration", _flag, "0"
    )
    time_zone: str = env("PORTAL_TIME_ZONE", "Time zone in which people see times", _text, "Africa/Bamako")
    country: str = env("PORTAL_COUNTRY", "Prefix of registration numbers, ISO 3166-1 alpha-3", _text, "MLI")
    default_command: str = env(
        "PORTAL_DEFAULT_COMMAND", "Command asked where a published zone names none", _text, "ZONE4"
    )
    gazetteer: Path | None = env(
        "PORTAL_GAZETTEER",
        "File of place names, `name;lat;lon;kind` a line; empty for those of the region of Kayes",
        _path,
        "",
    )
    liaison_phone: str = env("PORTAL_LIAISON_PHONE", "Telephone of the liaison desk", _text, "")
    notice: str = env(
        "PORTAL_NOTICE", "Standing notice of the authority on the first page, such as a curfew", _text, ""
    )
    terrain: ground.Bounds = env(
        "PORTAL_TERRAIN",
        "Lowest and highest ground (AMSL), lowest and highest geoid (over WGS 84), metres; the default "
        "is the widest on Earth, so nothing is separated by ignorance",
        ground.bounds,
        "-500,9000,-110,90",
    )
    terrain_regions: tuple[ground.Region, ...] = env(
        "PORTAL_TERRAIN_REGIONS",
        "JSON file with tighter bounds by region: a list of `{area, ground: [low, high], geoid}`",
        ground.regions,
        "",
    )
    terrain_grids: tuple[Path, ...] = env(
        "PORTAL_TERRAIN_GRIDS",
        "Files of measured ground, or folders of them, separated by commas: SRTM `.hgt`, and GeoTIFF where "
        "the extra `terrain` is installed; they tighten the bounds where they hold the whole area",
        ground.files,
        "",
    )
    terrain_doubt_m: float = env(
        "PORTAL_TERRAIN_DOUBT", "Vertical error of the measured ground, metres", _metres, "30"
    )
    separation: tuple[float, float, float] = env(
        "PORTAL_SEPARATION",
        "Separation between flights: lateral metres, vertical metres, seconds",
        _numbers(3),
        "50,15,0",
    )
    uncertainty: tuple[float, float] = env(
        "PORTAL_UNCERTAINTY",
        "Lateral uncertainty added to a plan's area, metres: VLOS, BVLOS",
        _numbers(2),
        "10,30",
    )
    conformance: tuple[float, float, float] = env(
        "PORTAL_CONFORMANCE",
        "How far a position may lie outside its flight's volume and still conform: lateral metres, "
        "vertical metres, seconds",
        _numbers(3),
        "10,10,5",
    )
    known: tuple[float, float] = env(
        "PORTAL_KNOWN",
        "How near a flight is told to who asks whether a drone is known: metres (1 to 50,000), seconds",
        _reach,
        "2000,900",
    )
    track_days: float = env(
        "PORTAL_TRACK_DAYS", "Days for which the positions of a flight are kept for the record", _days, "30"
    )
    overrun_minutes: float = env(
        "PORTAL_OVERRUN_MINUTES",
        "Minutes after its end at which a flight that is still active ends by itself",
        _minutes,
        "10",
    )
    expiry_minutes: float = env(
        "PORTAL_EXPIRY_MINUTES",
        "Minutes before its start at which a plan that nobody decided expires; at latest halfway "
        "between its submission and its start",
        _minutes,
        "15",
    )
    escalation_minutes: float = env(
        "PORTAL_ESCALATION_MINUTES",
        "Minutes before it would expire at which the commanders are told of a plan that nobody has "
        "answered; at earliest halfway between its submission and its expiry",
        _minutes,
        "60",
    )
    var: Path = env("PORTAL_VAR", "Directory for files the portal writes", _directory, "var")
    permit_key_file: Path | None = env(
        "PORTAL_PERMIT_KEY_FILE", "File with the permit signing keys; without it nothing is issued", _path, ""
    )
    permit_keys: str = env(
        "PORTAL_PERMIT_KEYS",
        "The permit signing keys themselves, the JSON of a key file, where a deployment keeps secrets in the "
        "environment; it comes before the file",
        _text,
        "",
    )
    tls_certificate: Path | None = env(
        "PORTAL_TLS_CERTIFICATE",
        "Certificate chain (PEM) with which the portal itself answers over https; needs PORTAL_TLS_KEY",
        _path,
        "",
    )
    tls_key: Path | None = env("PORTAL_TLS_KEY", "Private key (PEM) of that certificate", _path, "")
    smtp_url: str = env(
        "PORTAL_SMTP_URL",
        "Mail server `smtp://user:password@host:port`; empty: mails become files",
        _text,
        "",
    )
    mail_from: str = env("PORTAL_MAIL_FROM", "Sender of mails", _text, "portail@localhost")
    sms_url: str = env(
        "PORTAL_SMS_URL",
        "Address of the gateway of short messages, which takes JSON `{id, to, text}`; "
        "empty: they become files",
        _text,
        "",
    )
    sms_token: str = env("PORTAL_SMS_TOKEN", "Token for the gateway of short messages", _text, "")
    sms_number: str = env(
        "PORTAL_SMS_NUMBER",
        "Telephone number to which people write short messages, shown on their account",
        _text,
        "",
    )
    sms_inbound_secret: str = env(
        "PORTAL_SMS_INBOUND_SECRET",
        "Secret with which the gateway signs incoming short messages (`whsec_` and base64 of 24 to 64 "
        "bytes); empty: none are taken",
        _webhook_secret,
        "",
    )
    webhook_private: bool = env(
        "PORTAL_WEBHOOK_PRIVATE",
        "1 lets webhooks lead to private addresses and to http, for development",
        _flag,
        "0",
    )
    limits_store: str = env(
        "PORTAL_LIMITS_STORE",
        "Store of the rate limits; each process counts for itself unless it names a shared one",
        _text,
        "memory://",
    )
    metrics_token: str = env("PORTAL_METRICS_TOKEN", "Token for `/metrics`; empty: closed", _text, "")

    @property
    def secure(self) -> bool:
        """True when the public address is https, so that cookies are sent over https only."""
        return self.base_url.startswith("https://")


def declared() -> tuple[Field[Any], ...]:
    """Every setting's declaration, for the docs and their test."""
    return fields(Settings)


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read all settings; raise :class:`SettingsError` naming every one that is missing or bad."""
    source = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    problems: list[str] = []
    for one in declared():
        name, default = one.metadata["name"], one.metadata["default"]
        text = source.get(name, default)
        if text is REQUIRED:
            problems.append(f"{name} is missing: {one.metadata['doc']}")
            continue
        try:
            values[one.name] = one.metadata["parse"](text)
        except ValueError as fault:
            # The value itself is never repeated: it may be a secret.
            problems.append(f"{name}: {fault}" if _speaks(fault) else f"{name} cannot be read")
    if problems:
        raise SettingsError("\n".join(problems))
    return Settings(**values)


def _speaks(fault: ValueError) -> bool:
    return str(fault).startswith("must ")


def settings() -> Settings:
    """The settings of the current application."""
    return cast(Settings, current_app.extensions["portal.settings"])
