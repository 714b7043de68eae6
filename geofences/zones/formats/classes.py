"""What the classes and types of aeronautical airspace ask of a drone: conservatively, never nothing."""

from __future__ import annotations

from geofences.engine.model import Restriction
from geofences.zones.formats.document import Place, clip

_SEVERITY = (
    Restriction.NO_RESTRICTION,
    Restriction.CONDITIONAL,
    Restriction.REQ_AUTHORISATION,
    Restriction.PROHIBITED,
)
_PROHIBITED = frozenset({"P", "PROHIBITED", "GP"})
#: Controlled, restricted and danger areas, and what asks for a radio or a transponder.
_AUTHORISATION = frozenset({
    "A", "B", "C", "D", "E", "R", "Q", "L", "CTR", "CTA", "CTZ", "TMA", "RESTRICTED", "DANGER", "TMZ", "RMZ",
    "ATZ", "MATZ", "HTZ", "TIZ", "TIA", "MTA", "MTR", "MTMA", "TRA", "TSA", "AWY", "UTA", "OCA", "ADIZ",
    "ALERT", "WARNING", "PROTECT", "PJE", "LTA", "RSTA", "DNGA", "RW-5K", "UAS", "SUP", "ACCSEC",
})  # fmt: skip
#: Uncontrolled airspace and sectors of sport and information: look out, and read the source.
_CONDITIONAL = frozenset({
    "F", "G", "W", "GS", "GSEC", "GLIDING", "ASRA", "TRZ", "FIR", "UIR", "FIS", "FIS_SECTOR", "VFRSEC",
    "VFRR", "OFR",
})  # fmt: skip
_NOTHING_SAID = frozenset({"", "UNC", "NONE", "OTHER", "OTH", "UNCLASSIFIED", "U"})


def restriction_of_class(*stated: Place) -> Restriction:
    """The most severe of what the stated class and type ask for.

    One that says nothing (``UNC``) leaves the other to speak; where all say nothing, and for a word
    that is not known, an authorisation is required, with a warning.
    """
    told = [place for place in stated if _word(place) not in _NOTHING_SAID]
    if not told:
        stated[0].warn("class_unknown", text=clip(_word(stated[0]) or "-"))
        return Restriction.REQ_AUTHORISATION
    return max((_asked(place) for place in told), key=_SEVERITY.index)


def _word(place: Place) -> str:
    return str(place.value or "").strip().upper()


def _asked(place: Place) -> Restriction:
    word = _word(place)
    if word in _PROHIBITED:
        return Restriction.PROHIBITED
    if word in _CONDITIONAL:
        return Restriction.CONDITIONAL
    if word not in _AUTHORISATION:
        place.warn("class_unknown", text=clip(word))
    return Restriction.REQ_AUTHORISATION
