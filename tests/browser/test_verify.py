"""The verifier: installed by one visit, it judges permits with no network at all."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from shapely.geometry import Point

from drones.permits.formats import content as format_
from drones.permits.formats import keyring, qr, text
from drones.permits.formats.keyring import SigningKey
from drones.permits.model import PermitContent, PermitVolume
from drones.permits.rules import printable
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.browser.stage import Portal
from tests.unit.drones.permits.cast import ring, signing

HOUR = timedelta(hours=1)


def key_of(portal: Portal) -> SigningKey:
    """The key with which this portal signs."""
    found = keyring.read((portal.var / "permit-keys.json").read_bytes()).signing
    assert found is not None
    return found


def volume(start: datetime, end: datetime) -> PermitVolume:
    """A circle of 200 m near Kayes up to 60 m."""
    band = Band(Height(0, Unit.METRES, Datum.AGL), Height(60, Unit.METRES, Datum.AGL))
    found = printable([FlightVolume(Point(-11.44, 14.44).buffer(0.0018), band, Period(start, end))])
    assert isinstance(found, tuple)
    return found[0]


def permit(key: SigningKey, *windows: tuple[timedelta, timedelta], number: int | None = None) -> str:
    """The text of a permit whose windows are given from now."""
    now = datetime.now(UTC).replace(microsecond=0)
    volumes = tuple(volume(now + start, now + end) for start, end in windows or [(-HOUR, HOUR)])
    found = PermitContent(
        number=random.getrandbits(40) if number is None else number,
        operator_number="MLIkay4drone001l",
        serial_tail="56789A",
        volumes=volumes,
        conditions=(1, 200),
        exercise=True,
    )
    return text.encode(format_.sign(found, key))


@pytest.fixture
def installed(open_page: OpenPage) -> Page:
    """The verifier after one visit; the network is gone since."""
    page = open_page()
    visit(page)
    page.context.set_offline(True)
    return page


def visit(page: Page) -> None:
    """One visit, until the page says that it is ready."""
    page.goto("/verify")
    expect(page.locator("#verifier[data-ready=true]")).to_be_visible(timeout=20_000)


def state(page: Page, expected: str) -> Any:
    """Wait for the verdict and give its box."""
    box = page.locator(f".judged[data-state={expected}]")
    expect(box).to_be_visible(timeout=10_000)
    return box


def paste(page: Page, shown: str) -> None:
    """Paste something and ask."""
    page.locator("[name=code]").fill(shown)
    page.locator("form[data-part=form] button").click()


def test_after_one_visit_the_page_opens_without_a_network_and_judges(installed, portal):
    installed.reload()
    paste(installed, f"https://portail.example/V/{permit(key_of(portal))}")
    box = state(installed, "valid")
    expect(box).to_contain_text(re.compile("Minutes restantes : (59|60)"))
    expect(box).to_contain_text("EXERCICE")
    expect(box).to_contain_text("Liste des permis révoqués du")
    expect(box).to_contain_text("Horloge de cet appareil")
    expect(installed.locator("#verifier")).to_contain_text("Condition n° 200")


def test_each_verdict_without_a_network(installed, portal):
    installed.reload()
    key = key_of(portal)
    good = permit(key)
    changed = good[:60] + ("A" if good[60] != "A" else "B") + good[61:]
    for shown, expected in [
        (permit(key, (HOUR, 2 * HOUR)), "not_yet"),
        (permit(key, (-2 * HOUR, -HOUR)), "expired"),
        (changed, "not_genuine"),
        (permit(signing(ring(9, exercise=True))), "unknown_key"),
        ("ABCD-EFGH", "code_alone"),
        ("???", "unreadable"),
    ]:
        paste(installed, shown)
        state(installed, expected)


def test_of_several_volumes_the_open_one_is_named(installed, portal):
    installed.reload()
    paste(installed, permit(key_of(portal), (-2 * HOUR, -HOUR), (-HOUR, 2 * HOUR)))
    expect(state(installed, "valid")).to_contain_text(re.compile("Minutes restantes : (119|120)"))
    expect(installed.locator(".volume.open h3")).to_have_text("Volume 2 – valable maintenant")


def test_the_address_of_a_permit_opens_without_a_network(installed, portal):
    installed.goto(f"/V/{permit(key_of(portal))}")
    state(installed, "valid")


def test_the_language_changes_without_a_network(installed, portal):
    installed.goto(f"/V/{permit(key_of(portal))}")
    state(installed, "valid")
    installed.get_by_role("button", name="English").click()
    expect(state(installed, "valid")).to_contain_text("EXERCISE")
    expect(installed.locator("h1")).to_have_text("Check a permit")
    installed.reload()
    expect(state(installed, "valid")).to_contain_text(re.compile("Minutes left: (59|60)"))


def test_an_old_list_and_a_slow_clock_leave_revocation_unknown(installed, portal):
    for ahead, expected in [(25 * HOUR, "24 heures"), (-HOUR, "horloge")]:
        page = installed.context.new_page()
        shift = int(ahead.total_seconds() * 1000)
        page.add_init_script(f"const real = Date.now; Date.now = () => real() + {shift};")
        page.goto(f"/V/{permit(key_of(portal), (ahead - HOUR, ahead + 2 * HOUR))}")
        box = state(page, "not_known")
        expect(box).to_contain_text(expected)
        expect(box.locator("a[href^='tel:']")).to_be_visible()


def test_a_picture_of_the_square_is_read_without_a_network(installed, portal, tmp_path: Path):
    installed.reload()
    windows = [(at * HOUR, (at + 1) * HOUR) for at in range(-1, 2)]
    shown = permit(key_of(portal), *windows)
    picture = tmp_path / "square.png"
    picture.write_bytes(qr.png(text.address("https://portail.example.gouv.ml", shown), pixels=6))
    installed.locator("[data-part=picture]").set_input_files(picture)
    state(installed, "valid")


def test_with_a_network_the_register_has_the_last_word(open_page, portal):
    page = open_page()
    visit(page)
    paste(page, permit(key_of(portal)))
    expect(state(page, "not_in_register")).to_contain_text("registre du portail")


def test_without_javascript_the_form_asks_the_portal(open_page, portal):
    page = open_page(javascript=False)
    page.goto("/verify")
    assert not page.locator("#verifier").is_visible()
    paste(page, permit(key_of(portal)))
    expect(page.locator("h1")).to_have_text("Vérification d’un permis")


def test_everything_the_page_needs_is_within_eighty_kilobytes(open_page):
    page = open_page()
    sizes: dict[str, int] = {}
    page.context.on("response", lambda answer: sizes.setdefault(answer.url, _sent(answer)))
    visit(page)
    page.evaluate("import(document.getElementById('verifier').dataset.qrScript)")
    assert any("/qr." in url for url in sizes)
    assert sum(sizes.values()) <= 60_000, sizes


def _sent(answer: Any) -> int:
    return int(answer.headers.get("content-length", 0)) or len(answer.body())


@pytest.fixture(params=[PHONE, DESK])
def dark_and_light(request, open_page: OpenPage) -> BrowserContext:
    """The installed verifier at two widths."""
    page = open_page(width=request.param)
    visit(page)
    return page.context


def test_the_verdict_fits_the_screen(dark_and_light, portal):
    page = dark_and_light.pages[0]
    dark_and_light.set_offline(True)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"/V/{permit(key_of(portal))}")
        state(page, "valid")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
