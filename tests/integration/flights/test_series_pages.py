"""Repeated flights and tables of flights on the owner's pages: check first, confirm, and see them folded."""

import io
import re
from datetime import timedelta

from drones.flights import service
from drones.flights.formats.batch_csv import COLUMNS
from drones.flights.model import State
from portal.audit import service as audit
from portal.audit.model import Search
from portal.kit.database import db
from tests.integration.flights.conftest import FREE, TOMORROW, make_owner
from tests.integration.flights.test_pages import browser, error, post, speak  # noqa: F401

WEEKDAYS = {"repeat": "y", "repeat_days": ["0", "1", "2", "3", "4"], "repeat_until": "2026-12-07"}
FREE_PLACE = {"centre": f"{FREE.lat}, {FREE.lon}"}


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def confirm(client, shown, **typed):
    sent = {**WEEKDAYS, "checked": hidden(shown, "checked"), "token": hidden(shown, "token"), **typed}
    return post(client, action="confirm", **sent)


def stored(client):
    db.session.rollback()
    return service.own_flights(person_id=client.owner.person_id)


def test_days_are_shown_first_and_filed_once_when_they_are_confirmed(browser):  # noqa: F811
    shown = post(browser, action="submit", **WEEKDAYS, **FREE_PLACE)
    assert shown.status_code == 200
    assert 'data-days="10" data-filed="10"' in shown.text
    assert stored(browser) == []
    first = confirm(browser, shown, **FREE_PLACE)
    again = confirm(browser, shown, **FREE_PLACE)
    assert first.status_code == 303
    assert first.location == again.location
    assert {one.state for one in stored(browser)} == {State.APPROVED}
    assert len(stored(browser)) == 10
    page = browser.get(first.location)
    assert "Série de 10 vols" in page.text
    assert browser.get("/flights").text.count("Série de 10 vols") == 1


def test_a_form_that_changed_after_the_check_is_shown_again(browser):  # noqa: F811
    shown = post(browser, action="check", **WEEKDAYS, **FREE_PLACE)
    answer = confirm(browser, shown, **FREE_PLACE, repeat_until="2026-12-11")
    assert answer.status_code == 200
    assert 'data-days="14"' in answer.text
    assert stored(browser) == []


def test_another_flight_refuses_one_day_and_the_page_says_why(browser):  # noqa: F811
    other = make_owner("person-2", "MFR1C123456789ABD")
    other.submit(centre=FREE, start=TOMORROW + timedelta(days=2))
    shown = post(browser, action="check", **WEEKDAYS, **FREE_PLACE)
    assert 'data-filed="10"' in shown.text, "the check tells nothing of other people's flights"
    page = browser.get(confirm(browser, shown, **FREE_PLACE).location)
    assert page.text.count('data-state="refused"') == 1
    assert "Un autre vol" in page.text


def test_prohibited_hours_and_past_days_are_named_and_cannot_be_confirmed(browser):  # noqa: F811
    night = {"start_time": "23:10", "end_time": "23:40", "repeat_from": "2026-11-20"}
    shown = post(browser, action="check", **WEEKDAYS, **night)
    assert 'data-found="refused"' in shown.text
    assert 'data-found="fault"' in shown.text
    assert 'value="confirm"' not in shown.text


def test_what_is_wrong_with_the_days_stands_beside_its_field(browser):  # noqa: F811
    answer = post(browser, action="check", **{**WEEKDAYS, "repeat_until": "2026-11-01"})
    assert answer.status_code == 422
    assert "précède" in error(answer, "repeat_until")
    missing = post(browser, action="submit", **WEEKDAYS, pilot="")
    assert missing.status_code == 422
    assert error(missing, "pilot")


def test_a_draft_keeps_its_days_and_becomes_the_series(browser):  # noqa: F811
    draft = post(browser, action="save", **WEEKDAYS, **FREE_PLACE).location
    assert post(browser, f"{draft}/submit").location.endswith("/edit")
    page = browser.get(f"{draft}/edit")
    assert 'value="2026-12-07"' in page.text
    shown = post(browser, f"{draft}/edit", action="submit", **WEEKDAYS, **FREE_PLACE)
    sent = {**WEEKDAYS, **FREE_PLACE, "checked": hidden(shown, "checked"), "token": hidden(shown, "token")}
    assert "/flights/series/" in post(browser, f"{draft}/edit", action="confirm", **sent).location
    states = [one.state for one in stored(browser)]
    assert (states.count(State.APPROVED), states.count(State.WITHDRAWN)) == (10, 1)


def test_a_series_is_withdrawn_by_one_button(browser):  # noqa: F811
    location = confirm(
        browser, post(browser, action="check", **WEEKDAYS, **FREE_PLACE), **FREE_PLACE
    ).location
    assert post(browser, f"{location}/withdraw").location.endswith(location)
    assert {one.state for one in stored(browser)} == {State.WITHDRAWN}


def row(browser_, number, **cells):
    values = dict.fromkeys(COLUMNS, "") | {
        "reference": f"V-{number}",
        "aircraft": "MFR1C123456789ABC",
        "pilot": "Moussa Keïta",
        "purpose": "survey",
        "mode": "VLOS",
        "shape": "circle",
        "positions": f"13.5 -{9 + number / 20:.2f}",
        "radius_m": "200,5",
        "floor_m": "0",
        "ceiling_m": "60",
        "datum": "AGL",
        "start": "2026-11-24 07:00",
        "end": "24/11/2026 08h",
        "contact": "+223 70 00 00 00",
    }
    return ";".join({**values, **cells}.values())


def upload(client, *rows, encoding="utf-8-sig"):
    token = hidden(client.get("/flights/batch"), "csrf_token")
    content = "\r\n".join([";".join(COLUMNS), *rows]).encode(encoding)
    data = {"csrf_token": token, "action": "check", "file": (io.BytesIO(content), "vols.csv")}
    return client.post("/flights/batch", data=data, content_type="multipart/form-data")


def submit(client, shown):
    names = ("csrf_token", "checked", "token")
    data = {"action": "submit", **{name: hidden(shown, name) for name in names}}
    return client.post("/flights/batch", data=data)


def test_a_table_is_checked_then_filed_whole_and_once(browser):  # noqa: F811
    rows = [row(browser, number) for number in range(3)]
    shown = upload(browser, *rows, encoding="cp1252")
    assert 'data-rows="3" data-wrong="0"' in shown.text
    assert stored(browser) == []
    first, again = submit(browser, shown), submit(browser, shown)
    assert first.status_code == 303
    assert first.location == again.location
    assert sorted(one.own_reference for one in stored(browser)) == ["V-0", "V-1", "V-2"]
    assert stored(browser)[0].window.start == TOMORROW.replace(hour=7)


def test_errors_of_a_table_name_row_column_and_what_stands_there(browser):  # noqa: F811
    bad = row(browser, 1, ceiling_m="12O", pilot="Nobody", start="soon")
    shown = upload(browser, row(browser, 0), bad, row(browser, 0))
    assert shown.status_code == 422
    cells = [re.sub("<[^>]+>", "", one) for one in re.findall(r"<td[^>]*>(.*?)</td>", shown.text)]
    assert cells[:3] == ["3", "pilot", "Nobody"]
    assert "12O" in cells
    assert "reference" in cells
    assert stored(browser) == []
    speak(browser, "en")
    assert "Write day and time" in upload(browser, bad).text


def test_rows_that_meet_each_other_or_a_curfew_keep_all_from_being_filed(browser):  # noqa: F811
    shown = upload(browser, row(browser, 0), row(browser, 1, positions="13.5 -9.00"))
    assert shown.status_code == 422
    assert "ligne 2" in shown.text
    night = row(browser, 1, positions="13.8 -10.8", start="2026-11-24 23:10", end="2026-11-24 23:40")
    assert 'data-found="refused"' in upload(browser, row(browser, 0), night).text
    assert 'name="checked"' not in shown.text


def test_another_flight_refuses_the_whole_table_and_leaves_a_line_in_the_ledger(browser):  # noqa: F811
    shown = upload(browser, row(browser, 0), row(browser, 1))
    other = make_owner("person-2", "MFR1C123456789ABD")
    other.submit(centre=FREE.__class__(-9.05, 13.5), start=TOMORROW.replace(hour=7))
    answer = submit(browser, shown)
    assert answer.status_code == 422
    assert "Un autre vol" in answer.text
    assert stored(browser) == []
    assert len(audit.search(wanted=Search(action="flights.series_refused"))) == 1


def test_the_template_is_read_as_it_comes(browser):  # noqa: F811
    content = browser.get("/flights/batch/template.csv").data
    token = hidden(browser.get("/flights/batch"), "csrf_token")
    data = {"csrf_token": token, "action": "check", "file": (io.BytesIO(content), "vols.csv")}
    shown = browser.post("/flights/batch", data=data, content_type="multipart/form-data")
    assert 'data-rows="3" data-wrong="0"' in shown.text, shown.text
