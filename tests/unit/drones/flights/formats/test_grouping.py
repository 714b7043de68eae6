"""The chosen parts of a file: which of them share a volume, and what is asked of each."""

from datetime import UTC, datetime, timedelta

import pytest

from drones.flights.formats import carried
from drones.flights.formats.drafts import choose
from drones.flights.formats.grouping import MOST
from drones.flights.model import CorridorShape, Frame, Home, Level, PlanFile, PlanPart, PolygonShape, Position
from geofences.engine.model import Datum

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)


def area(lon=-11.4, top=80, frame=Frame.TERRAIN, **more):
    ring = ((lon, 14.4), (lon + 0.01, 14.4), (lon + 0.01, 14.41), (lon, 14.4))
    levels = () if top is None else (Level(top, frame),)
    return PlanPart((PolygonShape(((ring,),)),), levels, **more)


def path(top=80, **more):
    return PlanPart((CorridorShape(((-11.4, 14.4), (-11.3, 14.4))),), (Level(top, Frame.TERRAIN),), **more)


def chosen(*parts, home=Home(), **how):
    return choose(PlanFile("kml", parts, home), range(len(parts)), **how)


def held(draft):
    return [one.parts for one in draft.volumes]


def told(draft):
    return [note.code.rsplit(".", 1)[1] for note in draft.notes]


def test_parts_of_one_band_share_a_volume():
    draft = chosen(area(), area(-11.2), area(-11.0, 120))
    assert held(draft) == [(0, 1), (2,)]
    assert [one.ceiling.metres for one in draft.volumes] == [80, 120]
    assert (draft.floor.metres, draft.ceiling.metres) == (0, 120)


def test_parts_of_one_band_at_other_hours_do_not():
    draft = chosen(
        area(start=TEN, end=TEN + timedelta(hours=1)), area(start=TEN, end=TEN + timedelta(hours=2))
    )
    assert held(draft) == [(0,), (1,)]
    assert [one.end.hour for one in draft.volumes] == [11, 12]


def test_an_area_without_heights_never_borrows_those_of_another():
    draft = chosen(area(), area(-11.2, None))
    assert [one.ceiling is None for one in draft.volumes] == [False, True]
    assert [one.pointer for one in draft.questions] == ["/volumes/1/ceiling"]


def test_numbers_without_a_datum_are_asked_once():
    draft = chosen(area(top=450, frame=Frame.UNSTATED), area(-11.2, 460, Frame.UNSTATED))
    assert held(draft) == [(0, 1)]
    assert [one.pointer for one in draft.questions] == ["/volumes/0/datum"]


def test_each_volume_asks_the_width_of_its_own_paths():
    draft = chosen(path(), path(120))
    assert [one.pointer for one in draft.questions] == [f"/volumes/{at}/geometry/width_m" for at in (0, 1)]


def test_each_part_may_have_a_volume_of_its_own():
    assert held(chosen(area(), area(-11.2), apart=True)) == [(0,), (1,)]


def test_more_bands_than_a_flight_can_have_are_joined_by_their_hours_and_it_is_said():
    later = {"start": TEN, "end": TEN + timedelta(hours=1)}
    parts = [area(-11.4 + at / 10, 50 + 10 * at) for at in range(MOST)] + [area(-9, 30, **later)]
    draft = chosen(*parts)
    assert held(draft) == [tuple(range(MOST)), (MOST,)]
    assert draft.volumes[0].ceiling.metres == 80
    assert "volumes_joined" in told(draft)


def test_too_many_hours_as_well_make_one_volume_around_all():
    parts = [area(-11.4 + at / 10, 50, start=TEN, end=TEN + timedelta(hours=at)) for at in range(1, MOST + 2)]
    draft = chosen(*parts)
    assert held(draft) == [tuple(range(MOST + 1))]
    assert (draft.start, draft.end) == (TEN, TEN + timedelta(hours=MOST + 1))


def test_room_for_fewer_volumes_joins_more():
    assert len(chosen(area(), area(-11.2, 120), most=1).volumes) == 1


def test_home_counts_for_each_volume():
    home = Home(Position(-11.4, 14.4), 60.0)
    draft = chosen(area(top=50, frame=Frame.HOME), area(-11.2, 90, Frame.HOME), home=home)
    assert [(one.ceiling.metres, one.ceiling.datum) for one in draft.volumes] == [
        (50, Datum.AGL),
        (90, Datum.AGL),
    ]


def test_the_way_at_the_files_speed_gives_a_length():
    draft = chosen(path(speed_m_s=10.0))
    assert draft.volumes[0].length == timedelta(minutes=18)  # 10.8 km
    assert chosen(path()).volumes[0].length is None
    assert chosen(path(speed_m_s=1e-9)).volumes[0].length is None


@pytest.mark.parametrize("apart", [False, True])
def test_what_the_page_carries_gives_the_same_volumes(apart):
    draft = chosen(
        area(), area(-11.2), path(120, speed_m_s=5.0, lasted=timedelta(minutes=7)), apart=apart, most=3
    )
    again = carried.read(carried.write(draft))
    assert again.volumes == draft.volumes
    assert (again.apart, again.most) == (draft.apart, draft.most)
