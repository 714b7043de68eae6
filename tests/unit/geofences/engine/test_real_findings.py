"""Findings over a published national register: each one tells what a person needs to act on it."""

from datetime import timedelta

import shapely

from geofences.engine.model import Coverage, FlightVolume, Period
from geofences.engine.parts import part_of
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import assess
from geofences.zones.formats import read
from tests.unit.geofences.engine.cast import TERRAIN, at, band


def test_every_finding_over_a_real_register_is_complete_and_in_order(shared_data):
    file = shared_data / "ed269" / "FI_traficom_ed269_rebuilt.json"
    zones = read(file.read_bytes()).zones
    held = Snapshot.build(zones, number=1, coverage=Coverage(), terrain=TERRAIN)
    period = Period(at(10), at(10) + timedelta(minutes=30))
    seen = 0
    for zone in zones[::12]:
        spot = zone.volumes[0].area.representative_point()
        volume = FlightVolume(shapely.buffer(spot, 0.002), band(0, 120), period)
        verdict = assess(held, [volume])
        severities = [item.status.severity for item in verdict.findings]
        assert severities == sorted(severities, reverse=True)
        assert verdict.left_out == 0
        for item in verdict.findings:
            seen += 1
            assert item.zone is not None
            assert item.zone.authorities
            assert item.band == item.zone.volumes[item.zone_volume].band
            assert item.volume == 0
            assert all(period.start <= span.start < span.end <= period.end for span in item.intervals)
            assert item.intervals
            part = part_of(item, volume)
            assert part is None or shapely.covers(volume.area.buffer(1e-9), part)
        if verdict.findings:
            shorter = assess(held, [volume], limit=1)
            assert shorter.status is verdict.status
            assert len(shorter.findings) + shorter.left_out == len(verdict.findings)
    assert seen > 40
