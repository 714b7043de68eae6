"""A permit for people: the values of its page, its picture, its paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from drones.permits.formats import pocket, qr, sheet, text
from drones.permits.model import Permit, PermitContent, ReadCode, Reading
from drones.permits.service.doubts import judged
from drones.permits.store import permits as store
from geofences.engine.model import Datum
from portal.audit import service as audit
from portal.kit.i18n import height, period, say, when
from portal.kit.problems import Problem
from portal.kit.settings import settings


def page_context(*, permit_id: str, now: datetime) -> dict[str, Any]:
    """What ``permits/_permit.html`` shows: ``permit``, ``state``, ``facts``, ``rings`` and the address.

    The caller adds ``svg_url`` and ``pdf_url``, its own routes to :func:`qr_svg` and :func:`pdf`.
    """
    permit = _permit(permit_id)
    return {
        "permit": permit,
        "state": judged(Reading(ReadCode.GENUINE, permit.content), permit, now),
        "as_of": now,
        **shown(content=permit.content),
        "address": _address(permit),
    }


def shown(*, content: PermitContent) -> dict[str, Any]:
    """A permit's content in the reader's words: code, facts, volumes, conditions, whether an exercise.

    Each of ``volumes`` has a ``title`` (empty when there is one alone), ``facts`` and ``rings``.
    """
    return {
        "code": text.spaced(content.code),
        "facts": _facts(content),
        "volumes": [_volume(content, place) for place in range(len(content.volumes))],
        "conditions": [_condition(code) for code in content.conditions],
        "exercise": content.exercise,
    }


def qr_svg(*, permit_id: str) -> bytes:
    """The picture of a permit's address as SVG."""
    return qr.svg(_address(_permit(permit_id)))


def pdf(*, permit_id: str, locale: str, size: str = "a4") -> bytes:
    """The permit on one page in the language ``locale`` (``fr`` or ``en``).

    ``size`` is ``a4``, or ``pocket`` for a card of A6 that is folded once.
    """
    permit = _permit(permit_id)
    with force_locale(locale):
        made = _sheet(permit, locale)
    return pocket.pdf(made) if size == "pocket" else sheet.pdf(made)


def _permit(permit_id: str) -> Permit:
    permit = store.by_id(permit_id)
    if permit is None:
        raise Problem("permits.error.no_such_permit", 404)
    return permit


def _address(permit: Permit) -> str:
    return text.address(settings().base_url, text.encode(permit.signed))


def _facts(content: PermitContent) -> list[tuple[str, str]]:
    """What holds for all volumes."""
    return [
        (_("Operator’s public number"), content.operator_number),
        (_("Aircraft, end of the serial number"), content.serial_tail),
    ]


def _volume(content: PermitContent, place: int) -> dict[str, Any]:
    volume = content.volumes[place]
    facts = [
        (_("Window of validity"), period(volume.start, volume.end)),
        (_("Highest height"), height(volume.ceiling_m, volume.ceiling_datum)),
    ]
    if (volume.floor_m, volume.floor_datum) != (0, Datum.AGL):
        facts.append((_("Lowest height"), height(volume.floor_m, volume.floor_datum)))
    several = len(content.volumes) > 1
    return {
        "title": _("Volume %(number)s", number=place + 1) if several else "",
        "facts": facts,
        "rings": volume.area.degrees,
    }


def _condition(code: int) -> str:
    """A condition in words; a number that this version does not know is named, never left out."""
    words = say(f"permits.condition.{code}")
    if words == f"permits.condition.{code}":
        return str(_("Condition no. %(number)s: ask the liaison desk what it means", number=code))
    return words


def _sheet(permit: Permit, locale: str) -> sheet.Sheet:
    content = permit.content
    values = shown(content=content)
    volumes = values["volumes"]
    address = _address(permit)
    foot = [
        _(
            "Checking a permit is free, for everybody: scan the square, or type its code at %(address)s.",
            address=_verify(),
        ),
        _("Only the check tells whether the permit is still valid; it can be suspended or revoked."),
        _("Issued %(moment)s. Key %(key)s.", moment=when(permit.issued_at), key=permit.key_id),
    ]
    if settings().liaison_phone:
        foot.insert(1, _("Liaison desk: %(phone)s", phone=settings().liaison_phone))
    foot += _root()
    return sheet.Sheet(
        language=locale,
        issuer=settings().name,
        title=_("Flight permit"),
        code=values["code"],
        banner=_("EXERCISE – this permit allows no real flight") if content.exercise else "",
        rows=[*volumes[0]["facts"], *values["facts"]] if len(volumes) == 1 else values["facts"],
        blocks=[] if len(volumes) == 1 else [(one["title"], one["facts"]) for one in volumes],
        conditions_title=_("Conditions of the permit"),
        conditions=values["conditions"],
        area_title=_("Area: latitude, longitude (WGS 84)"),
        areas=[(one["title"], one["rings"]) for one in volumes],
        north=_("North"),
        foot=foot,
        qr_png=qr.png(address),
        qr_caption=_("Code: %(code)s", code=values["code"]),
        made_at=permit.issued_at,
    )


def _root() -> list[str]:
    """The newest root of the ledger: whoever keeps the paper holds the portal to what stood in it."""
    newest = next(iter(audit.roots(most=1)), None)
    if newest is None:
        return []
    address = f"{settings().base_url.rstrip('/')}/api/v1/ledger/roots"
    facts = {"day": f"{newest.day:%d/%m/%Y}", "size": newest.size, "address": address}
    return [
        _("Ledger on %(day)s: %(size)s entries; to be compared with %(address)s.", **facts),
        newest.hash.hex(),
    ]


def _verify() -> str:
    return f"{settings().base_url.rstrip('/')}/verify"
