"""What a file of airspace does not state, and what is put in its place: country, restriction, identifier."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from math import floor

from geofences.engine.model import Restriction
from geofences.zones.formats.document import Place

#: "No country stated": ISO 3166-1 leaves it to users, so it is no State's.
NO_COUNTRY = "XXX"


@dataclass(frozen=True, slots=True)
class Assumed:
    """What whoever imports a file says of it, where the file itself says nothing."""

    country: str = ""
    restriction: Restriction | None = None


NOTHING = Assumed()


def country_of(assumed: Assumed, place: Place) -> str:
    """The country that is assumed; else ``XXX``, with a warning."""
    if not assumed.country:
        place.warn("country_not_stated", country=NO_COUNTRY)
    return assumed.country or NO_COUNTRY


def restriction_of(assumed: Assumed, place: Place) -> Restriction:
    """The restriction that is assumed; else the zone is closed, with a warning: unknown is never free."""
    if assumed.restriction is None:
        place.warn("restriction_not_stated")
    return assumed.restriction or Restriction.PROHIBITED


def derived_identifier(name: str, kind: str, position: tuple[float, float]) -> str:
    """An identifier for a zone whose file gives none: its name and a digest.

    The digest is of the name, the kind and the degree in which the zone lies: the same zone gets
    the same identifier on every import, its outline may change, and zones of one name in other
    parts of the world stay apart.

    >>> derived_identifier("Zone d'été 1", "R", (2.5, 49.0))
    'ZONE-D-ETE-1-DF7F0'
    """
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Z0-9]+", "-", ascii_.upper()).strip("-")[:40].rstrip("-")
    told = f"{name}/{kind}/{floor(position[0])}/{floor(position[1])}"
    return f"{words}-{hashlib.sha256(told.encode()).hexdigest()[:5].upper()}".lstrip("-")
