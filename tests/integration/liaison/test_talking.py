"""What command and owner say to each other on the case page, and decisions taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drones.flights import service as flights
from drones.flights.model import Position, State, Suggestion
from drones.liaison import service, store
from drones.liaison.rules import trims
from drones.liaison.service import talking
from drones.permits import service as permits
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import db
from portal.kit.model import Identity
from tests.integration.accounts.people import post


def read(flight):
    db.session.rollback()
    return flights.flight(flight_id=flight.id)


def do(client, flight, verb, form=None, version=None, **fields):
    name = form or verb
    texts = {"version": str(version or read(flight).version), **fields}
    data = {f"{name}-{field}": text for field, text in texts.items()}
    return post(client, f"/liaison/{flight.id}/{verb}", **data)


def test_a_question_reaches_the_owner_whose_answer_comes_back(officer, as_person, flight):
    assert do(officer, flight, "ask", text="Qui observe le ciel ?").status_code == 303
    assert read(flight).state is State.INFO_REQUESTED
    owner = as_person("owner")
    assert "Qui observe le ciel ?" in owner.get(f"/flights/{flight.id}").text
    post(owner, f"/flights/{flight.id}/answer", text="Mon frère.")
    assert read(flight).state is State.REFERRED
    page = officer.get(f"/liaison/{flight.id}").text
    assert "Qui observe le ciel ?" in page
    assert "Mon frère." in page


def test_a_question_without_words_is_refused_beside_its_field(officer, flight):
    response = do(officer, flight, "ask", text="  ")
    assert response.status_code == 422
    assert "Écrivez d’abord quelque chose." in response.text
    assert read(flight).state is State.REFERRED


def test_a_message_moves_nothing_and_is_read_by_the_owner(officer, as_person, flight):
    before = read(flight).version
    assert do(officer, flight, "message", text="Appelez-nous demain.").status_code == 303
    assert read(flight).version == before
    assert "Appelez-nous demain." in as_person("owner").get(f"/flights/{flight.id}").text


def test_a_question_can_be_taken_back(officer, flight):
    do(officer, flight, "ask", text="Qui ?")
    assert "Reprendre la question" in officer.get(f"/liaison/{flight.id}").text
    assert do(officer, flight, "recall", "act").status_code == 303
    assert read(flight).state is State.REFERRED


def test_a_proposal_is_accepted_by_the_owner_with_one_press(officer, as_person, flight):
    fields = {"ceiling_m": "40", "start": "2026-11-24T10:10", "text": "Un peu plus bas."}
    assert do(officer, flight, "propose", **fields).status_code == 303
    assert read(flight).state is State.PROPOSED
    owner = as_person("owner")
    assert "Un peu plus bas." in owner.get(f"/flights/{flight.id}").text
    post(owner, f"/flights/{flight.id}/accept")
    after = read(flight)
    assert after.state is State.APPROVED
    (volume,) = permits.of_flight(flight_id=flight.id).content.volumes
    assert volume.ceiling_m == 40
    assert after.volumes[0].period.start.minute == 10


def test_a_proposal_that_changes_nothing_is_refused(officer, flight):
    response = do(officer, flight, "propose")
    assert response.status_code == 422
    assert "ne change rien" in response.text


def test_a_window_that_ends_before_it_starts_is_told_beside_its_field(officer, flight):
    fields = {"start": "2026-11-24T12:00", "end": "2026-11-24T11:00"}
    response = do(officer, flight, "propose", **fields)
    assert response.status_code == 422
    assert "La fin doit suivre le début." in response.text
    assert 'value="2026-11-24T12:00"' in response.text


def test_a_moment_that_is_none_is_told_and_kept(officer, flight):
    response = do(officer, flight, "approve", start="demain")
    assert response.status_code == 422
    assert "Indiquez le jour et l’heure" in response.text
    assert 'value="demain"' in response.text


def test_a_consent_only_takes_away(officer, flight):
    response = do(officer, flight, "approve", start="2026-11-24T09:00")
    assert response.status_code == 422
    assert "Restez dans la fenêtre demandée" in response.text
    assert read(flight).state is State.REFERRED


def test_a_consent_to_a_shorter_window_is_what_the_permit_says(officer, flight):
    assert do(officer, flight, "approve", end="2026-11-24T10:20").status_code == 303
    assert read(flight).window.end.minute == 20


def test_a_square_of_the_grid_is_left_out_of_a_wide_flight(officer, owner):
    wide = owner.submit(centre=Position(-9.5, 13.5), radius_m=6_000)
    found = service.case(
        flight_id=wide.id, reader=Identity("x", roles=frozenset({"officer"}), command="ZONE4"), now=now()
    )
    squares = [one for one in found.cuts if one.number]
    assert squares
    assert do(officer, wide, "approve", without=[squares[0].code]).status_code == 303
    left = trims.whole(read(wide))
    assert left.area < trims.whole(wide).area
    assert left.intersection(squares[0].area).area == 0


def test_a_cut_that_is_not_on_the_list_is_refused(officer, flight):
    response = do(officer, flight, "approve", without=["square:0:0"])
    assert response.status_code == 422
    assert read(flight).state is State.REFERRED


def test_what_would_pass_is_read_by_the_owner(officer, as_person, flight):
    assert do(officer, flight, "deny", reason="height", passes="Sous 30 m.").status_code == 303
    assert "Sous 30 m." in as_person("owner").get(f"/flights/{flight.id}").text
    assert "Sous 30 m." in officer.get(f"/liaison/{flight.id}").text


@pytest.mark.parametrize("verb", ["approve", "deny"])
def test_a_decision_is_undone_within_half_a_minute_and_stays_on_file(officer, flight, clock, verb):
    fields = {"reason": "time"} if verb == "deny" else {}
    do(officer, flight, verb, **fields)
    clock.set(now() + timedelta(seconds=29))
    assert "Annuler la décision" in officer.get(f"/liaison/{flight.id}").text
    assert do(officer, flight, "undo", "act").status_code == 303
    assert read(flight).state is State.REFERRED
    (decision,) = store.of_flight(flight.id)
    assert decision.undone_at == now()
    assert "annulé le" in officer.get(f"/liaison/{flight.id}").text
    assert "liaison.undone" in [one.entry.action for one in audit.story(subject=flight.id)]


def test_after_half_a_minute_nothing_is_undone(officer, flight, clock):
    do(officer, flight, "approve")
    clock.set(now() + timedelta(seconds=30))
    assert "Annuler la décision" not in officer.get(f"/liaison/{flight.id}").text
    assert do(officer, flight, "undo", "act").status_code == 409
    assert read(flight).state is State.APPROVED


def test_another_command_undoes_nothing(officer, as_person, flight):
    do(officer, flight, "approve")
    other = as_person("officer", email="autre@kayes.example", command="ZONE2")
    assert do(other, flight, "undo", "act").status_code == 404
    assert read(flight).state is State.APPROVED


@pytest.mark.parametrize("verb", ["ask", "propose"])
def test_a_stale_version_says_so_and_keeps_the_words(officer, flight, verb):
    response = do(
        officer,
        flight,
        verb,
        version=99,
        text="À garder",
        **({"ceiling_m": "40"} if verb == "propose" else {}),
    )
    assert response.status_code == 412
    assert "À garder" in response.text
    assert read(flight).state is State.REFERRED


def test_a_suggestion_stands_for_all_that_it_changes(flight):
    start = flight.window.start + timedelta(hours=1)
    way = Suggestion("later_start", start=start, end=start + timedelta(minutes=30))
    offered = replace(flight, assessment=replace(flight.assessment, alternatives=(way,)))
    changes, faults = talking.suggested(offered, 0)
    assert (changes.start, changes.end, faults) == (way.start, way.end, ())
    assert talking.suggested(offered, 1)[1][0].pointer == "version"


def test_where_nothing_is_suggested_no_heading_says_so_and_nothing_is_taken(officer, flight):
    assert "Suggéré d’après" not in officer.get(f"/liaison/{flight.id}").text
    assert do(officer, flight, "propose", suggestion="7").status_code == 412
    assert read(flight).state is State.REFERRED


def test_the_officer_reads_who_acted(officer, flight):
    page = officer.get(f"/liaison/{flight.id}").text
    assert "le propriétaire, 2" in page
    assert "vous, 2" not in page
