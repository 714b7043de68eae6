"""The files that authorities publish are read whole."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geofences.engine.model import Authority, Restriction
from geofences.zones.formats import read, write_ed269, write_geojson


@pytest.mark.parametrize(
    ("name", "format_", "count"),
    [
        ("FI_traficom_ed269_rebuilt.json", "ed269", 723),
        ("FI_traficom_uas_zones.geojson", "geojson", 723),
        ("LU_dac_uas_zones.geojson", "geojson", 47),
        ("eurocontrol_swim_uas_zones.json", "ed269", 3),
        ("interuss_cis_source_sample_ed269.json", "ed269", 1),
        ("interuss_uas_standards_test_eurocae_ed269.json", "ed269", 6),
    ],
)
def test_every_zone_of_a_published_file_is_read(
    shared_data: Path, name: str, format_: str, count: int
) -> None:
    reading = read((shared_data / "ed269" / name).read_bytes())
    assert (reading.format, len(reading.zones), reading.errors) == (format_, count, ())
    publisher = Authority(name="x", phone="1")
    for written in (
        write_geojson(reading.zones),
        write_ed269(
            reading.zones,
            issued=datetime(2026, 1, 1, tzinfo=UTC),
            title="",
            description="",
            publisher=publisher,
        ),
    ):
        again = read(written)
        assert (len(again.zones), again.errors) == (count, ())


def test_the_finnish_register_keeps_its_restrictions_and_its_one_doubled_identifier(
    shared_data: Path,
) -> None:
    reading = read((shared_data / "ed269" / "FI_traficom_ed269_rebuilt.json").read_bytes())
    assert Counter(zone.restriction for zone in reading.zones) == {
        Restriction.REQ_AUTHORISATION: 562,
        Restriction.NO_RESTRICTION: 111,
        Restriction.PROHIBITED: 50,
    }
    assert {"EFUTUASC3", "EFUTUASC3-2"} <= {zone.identifier for zone in reading.zones}
    assert Counter(fault.code for fault in reading.warnings)["zones.warning.permanent_with_limits"] == 723
