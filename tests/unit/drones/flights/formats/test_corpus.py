"""Every plan file found in the wild has its fate: read as what, or refused where and why."""

import pytest

from drones.flights.formats.recognise import read_plan

READ = {
    "dji_pilot2_Seed.kmz": ("wpml", "home"),
    "dronekit_mpmission.txt": ("qgc_wpl", "amsl"),
    "flightblender_flight-1.json": ("flight_declaration", "terrain"),
    "gpx_Mojstrovka.gpx": ("gpx", "unstated"),
    "gpx_cerknicko-jezero-no-creator.gpx": ("gpx", "unstated"),
    "gpx_cerknicko-jezero-without-elevations.gpx": ("gpx", "none"),
    "gpx_cerknicko-without-times.gpx": ("gpx", "unstated"),
    "gpx_gpx-with-node-with-comments.gpx": ("gpx", "unstated"),
    "gpx_gpx1.1_with_all_fields.gpx": ("gpx", "unstated"),
    "gpx_gpx1.1_with_extensions_without_namespaces.gpx": ("gpx", "none"),
    "gpx_korita-zbevnica.gpx": ("gpx", "unstated"),
    "gpx_track-with-empty-segment.gpx": ("gpx", "unstated"),
    "gpx_track-with-less-sec-time.gpx": ("gpx", "unstated"),
    "gpx_track_with_dilution_errors.gpx": ("gpx", "none"),
    "gpx_unicode.gpx": ("gpx", "unstated"),
    "gpx_unicode_with_bom.gpx": ("gpx", "unstated"),
    "litchi_waypoints.csv": ("litchi_csv", "home"),
    "mavros_simple.plan": ("qgc_plan", "home"),
    "mavsdk_mission_planner_sample.txt": ("qgc_wpl", "amsl"),
    "mavsdk_qgroundcontrol_sample.plan": ("qgc_plan", "home"),
    "mavsdk_qgroundcontrol_sample_with_structured_scan.plan": ("qgc_plan", "home"),
    "mavsdk_qgroundcontrol_sample_with_survey_missing_items.plan": ("qgc_plan", "home"),
    "openutm_geo_fence.geojson": ("geojson", "unstated"),
    "openutm_trajectory_f2.json": ("geojson", "none"),
    "interuss_conflicting_flights.yaml": ("f3548", "wgs84"),
    "interuss_general_flight_auth_flights.yaml": ("f3548", "wgs84"),
    "interuss_non_conflicting.yaml": ("f3548", "wgs84"),
    "px4_MC_mission_box.plan": ("qgc_plan", "home"),
    "px4_VTOL_TAKEOFF.mission": ("qgc_mission", "home"),
    "px4_VTOL_mission_1.plan": ("qgc_plan", "home"),
    "px4_rover_mission_1.plan": ("qgc_plan", "home"),
    "qgc_800Waypoints.mission": ("qgc_mission", "home"),
    "qgc_MissionPlanner.waypoints": ("qgc_wpl", "home"),
    "qgc_PolygonAreaTest.kml": ("kml", "ground"),
    "qgc_SectionTest.plan": ("qgc_plan", "home"),
    "qgc_polyline.kml": ("kml", "ground"),
}
#: Broken or empty.
REFUSED = {
    "gpx_default_schema_locations.gpx": ("line 2 /gpx", "plan_empty"),
    "mavsdk_qgroundcontrol_sample_without_mission.plan": ("/mission", "plan_without_mission"),
    "mavsdk_qgroundcontrol_sample_wrong_overall_version.plan": ("/version", "plan_version"),
    "qgc_PolygonBadXml.kml": ("line 1", "not_xml"),
    "qgc_PolygonMissingNode.kml": ("line 33 /kml/Document/Placemark", "plan_empty"),
}


@pytest.mark.parametrize("name", READ)
def test_a_well_formed_file_is_read_with_its_frame(shared_data, name):
    reading = read_plan((shared_data / "plans" / name).read_bytes(), name)
    assert reading.faults == ()
    assert (reading.draft.format, reading.draft.frame) == READ[name]
    assert reading.draft.shapes


@pytest.mark.parametrize("name", REFUSED)
def test_a_malformed_file_is_refused_at_its_place(shared_data, name):
    reading = read_plan((shared_data / "plans" / name).read_bytes(), name)
    assert reading.draft is None
    assert [(one.pointer, one.code.removeprefix("flights.error.")) for one in reading.faults] == [
        REFUSED[name]
    ]


def test_no_file_is_without_a_fate(shared_data):
    assert {path.name for path in (shared_data / "plans").iterdir()} == {*READ, *REFUSED}
