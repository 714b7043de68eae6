"""The register of zones on both databases: import, publish, withdraw, snapshot."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from shapely.geometry import Polygon, box

from geofences.engine.model import (
    Applicability,
    Band,
    Datum,
    Height,
    PreApproval,
    Restriction,
    Unit,
    Zone,
    ZoneVolume,
)
from geofences.zones import service
from geofences.zones.formats import write_geojson
from geofences.zones.model import SYSTEM, State, ZonesPublished, ZonesWithdrawn
from geofences.zones.tables import VersionRow
from portal.audit import service as audit
from portal.audit.model import Search
from portal.kit import events
from portal.kit.clock import now
from portal.kit.database import db, touches_box, unit_of_work
from portal.kit.problems import Problem

CEILING = Height(30.0, Unit.METRES, Datum.AGL)
CONSENT = PreApproval("GAKY", "ZONE4", box(-11.5, 14.4, -11.3, 14.6), CEILING, name="Jour")


def zone(identifier: str = "KAY1", *, west: float = -11.5, message: str = "") -> Zone:
    volume = ZoneVolume(box(west, 14.4, west + 0.1, 14.5), Band(None, CEILING))
    return Zone("MLI", identifier, Restriction.PROHIBITED, (volume,), message=message)


def put(*zones: Zone, approvals: Sequence[PreApproval] = ()) -> int | None:
    with unit_of_work():
        return service.put(zones=zones, pre_approvals=approvals, actor=SYSTEM, now=now())


def import_(*zones: Zone, actor: str = "editor", publish: bool = False, dry_run: bool = False):
    with unit_of_work():
        return service.import_file(
            data=write_geojson(zones), actor=actor, publish=publish, dry_run=dry_run, now=now()
        )


@pytest.fixture
def heard(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    """What the register announces, in order."""
    found: list[events.Event] = []
    table = app.extensions["portal.events"]
    for kind in (ZonesPublished, ZonesWithdrawn):
        monkeypatch.setitem(table, kind, [*table.get(kind, []), found.append])
    return found


def test_the_register_starts_empty_at_zero(app: APIFlask) -> None:
    assert (service.register_number(), service.published()) == (0, ())
    assert len(service.load_snapshot()) == 0


def test_what_is_put_is_published_exactly(app: APIFlask, heard: list[events.Event]) -> None:
    assert put(zone(), zone("KAY2"), approvals=[CONSENT]) == 1
    assert service.published() == (zone(), zone("KAY2"))
    assert service.load_snapshot().pre_approvals == (CONSENT,)
    assert heard[-1] == ZonesPublished((("MLI", "KAY1"), ("MLI", "KAY2")), 1, ("GAKY",))


def test_putting_the_same_again_changes_nothing(app: APIFlask) -> None:
    put(zone(), approvals=[CONSENT])
    assert put(zone(), approvals=[CONSENT]) is None
    assert service.register_number() == 1


def test_a_crossing_area_made_by_code_is_refused(app: APIFlask) -> None:
    bad = Zone(
        "MLI", "X", Restriction.PROHIBITED, (ZoneVolume(Polygon([(0, 0), (1, 1), (0, 1), (1, 0)]), Band()),)
    )
    with pytest.raises(Problem) as problem:
        put(bad)
    assert [fault.code for fault in problem.value.faults] == ["zones.area.crossing_edges"]
    assert service.published() == ()


def test_a_new_version_supersedes_the_published_one(app: APIFlask) -> None:
    put(zone())
    put(zone(message="plus long"))
    assert [(one.number, one.state) for one in service.history(key=("MLI", "KAY1"))][::-1] == [
        (1, State.SUPERSEDED),
        (2, State.PUBLISHED),
    ]
    assert service.published() == (zone(message="plus long"),)


def test_an_import_makes_drafts_that_nobody_sees_yet(app: APIFlask) -> None:
    report = import_(zone(), zone("KAY2"))
    assert (report.added, report.done, report.number) == ((("MLI", "KAY1"), ("MLI", "KAY2")), True, None)
    assert service.published() == ()
    assert {one.zone.identifier for one in service.drafts()} == {"KAY1", "KAY2"}


def test_a_dry_run_writes_nothing(app: APIFlask) -> None:
    report = import_(zone(), dry_run=True)
    assert (report.added, report.done) == ((("MLI", "KAY1"),), False)
    assert service.drafts() == []


def test_the_same_import_twice_makes_no_new_version(app: APIFlask) -> None:
    import_(zone())
    again = import_(zone())
    assert (again.added, again.changed, again.unchanged) == ((), (), (("MLI", "KAY1"),))
    assert len(service.history(key=("MLI", "KAY1"))) == 1


def test_a_changed_draft_replaces_the_draft_before_it(app: APIFlask) -> None:
    import_(zone())
    report = import_(zone(message="autre"))
    assert report.changed == (("MLI", "KAY1"),)
    assert [one.zone.message for one in service.drafts()] == ["autre"]


def test_nobody_publishes_their_own_zone(app: APIFlask) -> None:
    import_(zone(), actor="editor")
    (draft,) = service.drafts()
    with pytest.raises(Problem) as problem, unit_of_work():
        service.publish(version_ids=[draft.id], actor="editor", now=now())
    assert [fault.code for fault in problem.value.faults] == ["zones.error.own_zone"]
    assert (service.published(), service.register_number()) == ((), 0)


def test_another_person_publishes_it(app: APIFlask) -> None:
    import_(zone(), actor="editor")
    (draft,) = service.drafts()
    with unit_of_work():
        assert service.publish(version_ids=[draft.id], actor="commander", now=now()) == 1
    (version,) = service.history(key=("MLI", "KAY1"))
    assert (version.state, version.published_by, version.published_at) == (
        State.PUBLISHED,
        "commander",
        now(),
    )


def test_a_person_may_not_publish_with_the_import(app: APIFlask) -> None:
    with pytest.raises(Problem):
        import_(zone(), actor="editor", publish=True)
    assert service.drafts() == []


def test_publishing_what_is_no_draft_is_refused(app: APIFlask) -> None:
    put(zone())
    (version,) = service.history(key=("MLI", "KAY1"))
    with pytest.raises(Problem) as problem, unit_of_work():
        service.publish(version_ids=[version.id, "nothing"], actor="commander", now=now())
    codes = [fault.code for fault in problem.value.faults]
    assert codes == ["zones.error.not_a_draft", "zones.error.version_unknown"]


def test_a_file_in_error_is_imported_not_at_all_or_only_what_is_sound(app: APIFlask) -> None:
    data = write_geojson([zone(), zone("KAY2")]).replace(b'"identifier":"KAY2"', b'"identifier":""')
    with unit_of_work():
        refused = service.import_file(data=data, actor="editor", now=now())
    assert (refused.refused, service.drafts()) == (True, [])
    with unit_of_work():
        partial = service.import_file(data=data, actor="editor", accept_partial=True, now=now())
    assert (partial.done, partial.added, len(partial.errors)) == (True, (("MLI", "KAY1"),), 1)


def test_withdrawing_ends_a_zone_and_tells_it(app: APIFlask, heard: list[events.Event]) -> None:
    put(zone(), zone("KAY2"), approvals=[CONSENT])
    with unit_of_work():
        keys = [("MLI", "KAY1")]
        assert service.withdraw(keys=keys, pre_approvals=["GAKY"], actor=SYSTEM, now=now()) == 2
    assert service.published() == (zone("KAY2"),)
    assert service.load_snapshot().pre_approvals == ()
    assert heard[-1] == ZonesWithdrawn((("MLI", "KAY1"),), 2, ("GAKY",))


def test_what_is_not_published_cannot_be_withdrawn(app: APIFlask) -> None:
    with pytest.raises(Problem) as problem, unit_of_work():
        service.withdraw(keys=[("MLI", "KAY1")], actor="commander", now=now())
    assert problem.value.status == 404
    assert service.register_number() == 0


def test_every_act_leaves_its_line_in_the_ledger(app: APIFlask) -> None:
    import_(zone(), actor="editor")
    with unit_of_work():
        service.publish(version_ids=[service.drafts()[0].id], actor="commander", now=now())
    with unit_of_work():
        (version,) = service.history(key=("MLI", "KAY1"))
        service.propose_withdrawal(id_=version.id, remark="", actor="editor", now=now())
    with unit_of_work():
        service.withdraw(keys=[("MLI", "KAY1")], actor="commander", now=now())
    lines = [(line.entry.action, line.entry.actor) for line in audit.search(wanted=Search())]
    assert lines[::-1] == [
        ("zones.imported", "editor"),
        ("zones.published", "commander"),
        ("zones.withdrawal_proposed", "editor"),
        ("zones.withdrawn", "commander"),
    ]
    assert audit.verify().faults == ()


def test_the_snapshot_in_the_lock_holds_only_the_difference_anew(app: APIFlask) -> None:
    put(zone(), zone("KAY2"), zone("KAY3"), approvals=[CONSENT])
    cached = service.load_snapshot()
    assert service.snapshot_in_lock(cached=cached) is cached
    put(zone("KAY2", message="neu"), zone("KAY4"))
    with unit_of_work():
        service.withdraw(keys=[("MLI", "KAY3")], pre_approvals=["GAKY"], actor=SYSTEM, now=now())
    db.session.rollback()
    fresh = service.snapshot_in_lock(cached=cached)
    assert sorted(one.identifier for one in fresh.zones) == ["KAY1", "KAY2", "KAY4"]
    assert fresh.zone(("MLI", "KAY1")) is cached.zone(("MLI", "KAY1"))
    assert (fresh.number, fresh.pre_approvals) == (3, ())
    assert {one.key for one in fresh.zones} == {one.key for one in service.load_snapshot().zones}


def test_versions_are_found_by_the_spatial_index(app: APIFlask) -> None:
    layers = (*zone().volumes, *zone(west=-9.0).volumes)
    put(zone(west=-11.5), zone("EAST", west=-8.5), Zone("MLI", "BOTH", Restriction.CONDITIONAL, layers))
    near = sa.select(VersionRow.identifier).where(touches_box(VersionRow.area, (-8.6, 14.0, -8.0, 15.0)))
    assert set(db.session.scalars(near)) == {"EAST"}


def test_a_schedule_survives_the_database(app: APIFlask) -> None:
    timed = Zone(
        "MLI",
        "T",
        Restriction.CONDITIONAL,
        zone().volumes,
        applicability=(Applicability(now(), now() + timedelta(hours=2)),),
    )
    put(timed)
    assert service.published() == (timed,)


def test_the_finnish_register_imports_and_publishes_whole(app: APIFlask, shared_data: Path) -> None:
    data = (shared_data / "ed269" / "FI_traficom_ed269_rebuilt.json").read_bytes()
    with unit_of_work():
        report = service.import_file(data=data, actor=SYSTEM, publish=True, now=now())
    assert (len(report.added), report.errors, report.number) == (723, (), 1)
    assert len(service.load_snapshot()) == 723
    with unit_of_work():
        again = service.import_file(data=data, actor=SYSTEM, publish=True, now=now())
    assert (len(again.unchanged), again.added, again.changed, again.number) == (723, (), (), None)
