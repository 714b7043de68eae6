"""DJI missions: heights from their stated place, the way back counts, any minor version."""

import pytest

from drones.flights.formats.recognise import read_plan
from drones.flights.model import CircleShape, CorridorShape, Frame, PolygonShape
from geofences.engine.model import Datum

POINTS = ((-11.40, 14.40), (-11.39, 14.40), (-11.39, 14.41))


def placemark(index, lon, lat, height=60, extra=""):
    return (
        f"<Placemark><Point><coordinates>{lon},{lat}</coordinates></Point><w:index>{index}</w:index>"
        f"<w:executeHeight>{height}</w:executeHeight>{extra}</Placemark>"
    )


def wpml(
    mode="relativeToStartPoint", config="", version="1.0.6", extra=("", "", ""), points=POINTS, space=""
):
    marks = "".join(placemark(n, *point, extra=extra[n]) for n, point in enumerate(points))
    address = space or f"http://www.dji.com/wpmz/{version}"
    return (
        f'<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:w="{address}">'
        f"<Document><w:missionConfig>{config}</w:missionConfig><Folder><w:waylineId>0</w:waylineId>"
        f"<w:executeHeightMode>{mode}</w:executeHeightMode>{marks}</Folder></Document></kml>"
    )


def read(text):
    return read_plan(text.encode(), "waylines.wpml")


HOME = "<w:takeOffRefPoint>14.399,-11.401,95.5</w:takeOffRefPoint>"


@pytest.mark.parametrize("version", ["1.0.0", "1.0.2", "1.0.9", "2.1"])
def test_the_minor_version_decides_nothing(version):
    assert read(wpml(version=version)).draft.shapes == (CorridorShape(POINTS),)


def test_the_makers_newer_address_is_known_too():
    assert read(wpml(space="http://www.uav.com/wpmz/1.0.2")).draft.format == "wpml"


@pytest.mark.parametrize(
    ("mode", "config", "frame", "datum"),
    [
        ("relativeToStartPoint", "", Frame.HOME, None),
        ("relativeToStartPoint", HOME, Frame.HOME, Datum.AGL),
        ("WGS84", "", Frame.WGS84, Datum.WGS84),
        ("EGM96", "", Frame.AMSL, Datum.AMSL),
        ("realTimeFollowSurface", "", Frame.TERRAIN, Datum.AGL),
        ("somethingNew", "", Frame.UNSTATED, None),
    ],
)
def test_each_height_mode_is_its_own_frame(mode, config, frame, datum):
    draft = read(wpml(mode, config)).draft
    assert (draft.frame, draft.ceiling and draft.ceiling.datum) == (frame, datum)


def test_the_way_home_and_the_safe_height_count():
    config = (
        HOME + "<w:finishAction>goHome</w:finishAction><w:takeOffSecurityHeight>100</w:takeOffSecurityHeight>"
    )
    draft = read(wpml(config=config)).draft
    home = (-11.401, 14.399)
    assert draft.shapes == (CorridorShape((home, *POINTS, home)),)
    assert draft.ceiling.metres == 100


def test_a_way_back_to_the_first_point_counts():
    draft = read(wpml(config="<w:finishAction>gotoFirstWaypoint</w:finishAction>")).draft
    assert draft.shapes == (CorridorShape((*POINTS, POINTS[0])),)


def test_points_are_flown_by_their_index():
    text = wpml()
    swapped = text.replace("<w:index>0<", "<w:index>x<").replace("<w:index>2<", "<w:index>0<")
    assert read(swapped.replace("<w:index>x<", "<w:index>2<")).draft.shapes == (CorridorShape(POINTS[::-1]),)


def test_curves_and_rounded_corners_are_swept():
    curve = (
        "<w:waypointTurnParam><w:waypointTurnMode>toPointAndPassWithContinuityCurvature</w:waypointTurnMode>"
        "<w:waypointTurnDampingDist>0</w:waypointTurnDampingDist></w:waypointTurnParam>"
        "<w:useStraightLine>0</w:useStraightLine>"
    )
    corner = (
        "<w:waypointTurnParam><w:waypointTurnMode>coordinateTurn</w:waypointTurnMode>"
        "<w:waypointTurnDampingDist>12</w:waypointTurnDampingDist></w:waypointTurnParam>"
    )
    assert any(shape.stray_m for shape in read(wpml(extra=("", curve, ""))).draft.shapes)
    circles = [one for one in read(wpml(extra=("", corner, ""))).draft.shapes if isinstance(one, CircleShape)]
    assert [circle.radius_m for circle in circles] == [12]


def test_a_template_of_a_mapping_is_an_area_with_its_margin():
    ring = "-11.4,14.4,0 -11.39,14.4,0 -11.39,14.41,0"
    text = (
        '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:w="http://www.dji.com/wpmz/1.0.2"><Document>'
        "<w:missionConfig/><Folder><w:waylineCoordinateSysParam><w:heightMode>aboveGroundLevel</w:heightMode>"
        "</w:waylineCoordinateSysParam><Placemark><w:margin>15</w:margin><Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon><w:height>70</w:height>"
        "</Placemark></Folder></Document></kml>"
    )
    draft = read(text).draft
    assert {type(shape) for shape in draft.shapes} == {CorridorShape, PolygonShape}
    assert (draft.ceiling.metres, draft.ceiling.datum) == (70, Datum.AGL)
    assert "flights.note.template_only" in [note.code for note in draft.notes]


def test_a_broken_height_is_refused_at_its_element():
    reading = read(wpml().replace("<w:executeHeight>60<", "<w:executeHeight>NaN<", 1))
    assert [(one.pointer, one.code) for one in reading.faults] == [
        ("line 1 /kml/Document/Folder/Placemark[1]/executeHeight", "flights.error.number")
    ]
