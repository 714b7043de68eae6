"""The watch over the cover: what is published or ends takes it away, and the commander hears of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from geofences.concealed.rules import cover
from geofences.engine.geodesy import circle
from geofences.engine.model import Applicability, Circle, Datum, Height, PreApproval, Unit
from geofences.zones import service as zones
from portal.audit import service as audit
from portal.audit.model import Book
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.notices.tables import Message
from tests.integration.concealed.conftest import SECRET, hidden
from tests.integration.flights.conftest import LIAISON, zone


def notices():
    db.session.rollback()
    found = db.session.scalars(sa.select(Message).where(Message.code == "concealed.told.look")).all()
    return [(one.person_id, str(one.facts)) for one in found]


def lost(room):
    return [one.cover.lost_at for one in room.standing()]


def withdraw(*keys):
    with unit_of_work():
        return zones.withdraw(keys=list(keys), actor="system", now=now())


def test_a_withdrawn_zone_takes_the_cover_and_the_commander_is_told_once(room, clock):
    room.set()
    room.watch()
    assert lost(room) == [None]
    clock.set(now() + timedelta(minutes=1))
    withdraw(("MLI", "KAY-LIA"))
    room.watch()
    assert lost(room) == [now()]
    ((person, facts),) = notices()
    assert person == room.commander_id
    assert "CX" not in facts
    clock.set(now() + timedelta(hours=2))
    room.watch()
    assert len(notices()) == 1


def test_the_loss_stands_on_the_command_s_screens(room, commander):
    version = room.set().version
    withdraw(("MLI", "KAY-LIA"))
    assert "La couverture manque" in commander.get("/concealed").text
    room.watch()
    assert "La couverture de 1 zone dissimulée manque." in commander.get("/liaison").text
    page = commander.get(f"/concealed/{version.id}").text
    assert "depuis le 23/11/2026 12:00" in page
    assert "23/11/2026 12:00" in page


def test_cover_that_comes_back_ends_the_alert(room, commander):
    version = room.set().version
    withdraw(("MLI", "KAY-LIA"))
    room.watch()
    with unit_of_work():
        zones.put(zones=[zone("OTHER", LIAISON.restriction, area=circle(-10.4, 14.7, 9_000))], now=now())
    room.watch()
    assert lost(room) == [None]
    assert "couverture de" not in commander.get("/liaison").text
    db.session.rollback()
    actions = [one.entry.action for one in audit.story(subject=version.id, book=Book.SEALED)]
    assert actions == ["concealed.set", "concealed.cover_lost", "concealed.cover_back"]


def test_an_approval_in_advance_published_over_it_takes_the_cover(room):
    room.set()
    area = circle(SECRET.lon, SECRET.lat, 500)
    given = PreApproval("PA-NEW", "ZONE4", area, Height(30, Unit.METRES, Datum.AGL))
    with unit_of_work():
        zones.put(zones=[], pre_approvals=[given], now=now())
    room.watch()
    assert lost(room) == [now()]


def test_what_expires_with_time_is_seen_as_soon_as_the_year_ahead_reaches_it(room, clock):
    withdraw(("MLI", "KAY-LIA"))
    end = now() + timedelta(days=400)
    ending = zone(
        "ENDING",
        LIAISON.restriction,
        area=circle(SECRET.lon, SECRET.lat, 9_000),
        applicability=Applicability(now() - timedelta(days=1), end),
    )
    with unit_of_work():
        zones.put(zones=[ending], now=now())
    assert room.set().gaps == ()
    clock.set(now() + timedelta(days=30))
    room.watch()
    assert lost(room) == [None]
    clock.set(now() + timedelta(days=10))
    room.watch()
    assert lost(room) == [now()]
    assert room.standing()[0].cover.lacks_from == end


def test_a_zone_whose_period_is_over_is_watched_no_longer(room, clock):
    room.set(hidden(applicability=Applicability(now(), now() + timedelta(hours=1))))
    clock.set(now() + timedelta(hours=2))
    withdraw(("MLI", "KAY-LIA"))
    room.watch()
    assert lost(room) == [None]


def test_a_publication_never_fails_by_a_concealed_zone(room, monkeypatch):
    room.set()

    def fails(*_args, **_options):
        raise RuntimeError("at 14.7, -10.4")

    monkeypatch.setattr(cover, "gaps", fails)
    assert withdraw(("MLI", "KAY-LIA")) > 0
    # What could not be looked at counts as lost.
    room.watch()
    assert lost(room) == [now()]
    assert len(notices()) == 1


def test_without_anything_new_the_watch_looks_again_only_after_an_hour(room, clock, monkeypatch):
    room.set()
    room.watch()
    looks = []
    monkeypatch.setattr(cover, "gaps", lambda *_a, **_o: looks.append(1) or ())
    room.watch()
    assert looks == []
    clock.set(now() + timedelta(minutes=61))
    room.watch()
    assert looks == [1]


@pytest.mark.parametrize("place", [Circle(-10.4, 14.7, 3_000), Circle(-10.15, 13.4, 2_500)])
def test_zones_of_the_same_place_may_stand_beside_each_other(room, place):
    assert room.set(hidden("CX-1", place)).version
    assert room.set(hidden("CX-2", place)).version
    assert len(room.standing()) == 2
