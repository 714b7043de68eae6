"""The main job from door to door: an owner registers, asks, is answered, and shows a permit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import cast

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.stage import Portal

#: The decision can be undone for 30 s; the permit leaves after that.
PERMIT_WITHIN_S = 60
BAFOULABE = "13.80650, -10.83210"


@dataclass(frozen=True)
class Window:
    """A flight's day and its hours as typed; Bamako is on UTC all year."""

    day: datetime
    start: str
    end: str


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of its own: the story moves its clock."""
    running = Portal.start(tmp_path_factory.mktemp("story"))
    yield running
    running.stop()


def test_a_flight_over_bafoulabe_from_registration_to_permit(open_page: OpenPage, portal: Portal) -> None:
    owner, registrar, officer, soldier = (
        open_page(),
        open_page("registrar"),
        open_page("officer"),
        open_page(),
    )
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    _register(owner)
    _add_pilot_and_aircraft(owner)
    _approve_the_operator(registrar, owner)

    _file(owner, Window(tomorrow, "23:30", "23:45"))
    _sees_the_curfew_and_the_nearest_free_time(owner, tomorrow)

    _file(owner, Window(tomorrow, "10:00", "10:30"))
    _sees_the_referral_with_its_reasons(owner)
    plan = owner.url
    _approve_the_flight(officer, _reference(owner))
    _opens_the_permit(owner, plan)
    _is_a_pdf(owner)
    address = _reads_the_square_code(owner)
    _is_told(soldier, address, "Pas encore valable")
    portal.leap(tomorrow + timedelta(hours=10, minutes=5))
    _is_told(soldier, address, "Valable")


def _register(page: Page) -> None:
    page.goto("/register")
    page.get_by_label("Adresse e-mail").fill("awa.diarra@example.org")
    page.get_by_label("Mot de passe").fill("quatre mots que moi seule associe")
    page.get_by_label("Téléphone").fill("+223 70 00 00 00")
    page.get_by_role("button", name="Créer mon compte").click()
    page.get_by_label("Nom complet").fill("Awa Diarra")
    page.get_by_label("Adresse e-mail").fill("awa.diarra@example.org")
    page.get_by_label("Téléphone").fill("+223 70 00 00 00")
    page.get_by_role("button", name="S’enregistrer comme exploitant").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"MLI[0-9a-z]{13}-[0-9a-z]{3}"))


def _add_pilot_and_aircraft(page: Page) -> None:
    page.goto("/pilots/new")
    page.get_by_label("Nom complet").fill("Awa Diarra")
    page.locator("#competence").select_option("A2")
    page.locator("#certificate").fill("MLI-A2-0017")
    page.locator("#expires_on").fill(_typed_day(page, datetime.now(UTC) + timedelta(days=400)))
    page.get_by_role("button", name="Ajouter le télépilote").click()
    expect(page.locator("main")).to_contain_text("MLI-A2-0017")
    page.goto("/aircraft/new")
    page.locator("#maker").fill("Exemple")
    page.locator("#model").fill("Arpenteur")
    page.locator("#cls").select_option("C2")
    page.locator("#mtom_g").fill("895")
    page.locator("#serial").fill("1AF49UL5CC5J6K")
    page.get_by_role("button", name="Ajouter le drone").click()
    expect(page.locator("main")).to_contain_text("1AF49UL5CC5J6K")


def _typed_day(page: Page, moment: datetime) -> str:
    plain = page.locator("#expires_on").get_attribute("type") != "date"
    return moment.strftime("%d/%m/%Y" if plain else "%Y-%m-%d")


def _approve_the_operator(registrar: Page, owner: Page) -> None:
    owner.goto("/operator")
    expect(owner.locator("main")).to_contain_text("En attente d’examen")
    registrar.goto("/registry")
    registrar.get_by_role("link", name="Awa Diarra").click()
    registrar.get_by_role("button", name="Agréer l’exploitant").click()
    owner.reload()
    expect(owner.locator("main")).to_contain_text("Inscription approuvée")


def _file(page: Page, window: Window) -> None:
    page.goto("/flights/new")
    page.locator("#centre").fill(BAFOULABE)
    page.locator("#radius_m").fill("200")
    page.locator("#ceiling_m").fill("60")
    page.locator("#start_date").fill(window.day.date().isoformat())
    page.locator("#start_time").fill(window.start)
    page.locator("#end_date").fill(window.day.date().isoformat())
    page.locator("#end_time").fill(window.end)
    page.locator("#aircraft").select_option(index=1)
    page.locator("#pilot").select_option(index=1)
    page.locator("#purpose").select_option("photo")
    page.locator("#contact").fill("+223 70 00 00 00")
    page.get_by_role("button", name="Soumettre").click()
    page.wait_for_url(re.compile(r"/flights/(?!new)"))


def _reference(page: Page) -> str:
    return page.locator("h1").inner_text().split()[-1]


def _sees_the_referral_with_its_reasons(page: Page) -> None:
    main = page.locator("main")
    expect(main).to_contain_text("Soumis à la liaison")
    expect(main).to_contain_text("Aire de liaison de la Zone 4")
    expect(main).to_contain_text("Abords de l’aérodrome de Bafoulabé")
    expect(main).to_contain_text("Autorisation requise")


def _approve_the_flight(officer: Page, reference: str) -> None:
    officer.goto("/liaison")
    officer.get_by_role("link", name=reference).click()
    officer.locator("[data-map][data-ready]").wait_for()
    expect(officer.locator("main")).to_contain_text("Aire de liaison de la Zone 4")
    officer.get_by_role("button", name="Approuver ce vol").click()
    expect(officer.get_by_role("button", name="Approuver ce vol")).to_have_count(0)
    officer.goto("/liaison")
    expect(officer.get_by_role("link", name=reference)).to_have_count(0)


def _opens_the_permit(page: Page, plan: str) -> None:
    page.goto(plan)
    expect(page.locator("main")).to_contain_text("Approuvé")
    way = page.get_by_role("link", name="Voir le permis")
    for _second in range(PERMIT_WITHIN_S):
        if way.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    way.click()
    expect(page.locator("main")).to_contain_text("Pas encore valable")


def _is_a_pdf(page: Page) -> None:
    address = page.get_by_role("link", name="Imprimer le permis (PDF)").get_attribute("href")
    answer = page.request.get(cast(str, address))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def _reads_the_square_code(page: Page) -> str:
    """The address that a camera reads off the page."""
    picture = page.locator("img.qr").screenshot()
    found = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    assert len(found) == 1
    return str(found[0].text)


def _is_told(page: Page, address: str, verdict: str) -> None:
    page.goto(address)
    expect(page.locator(".verdict .badge")).to_have_text(verdict)
    expect(page.locator("main")).to_contain_text("60 m")


def _sees_the_curfew_and_the_nearest_free_time(page: Page, day: datetime) -> None:
    main = page.locator("main")
    expect(main).to_contain_text("Refusé par règle")
    expect(main).to_contain_text("Couvre-feu de la région de Kayes")
    expect(main).to_contain_text(f"Plus tôt : {day:%d/%m/%Y} 22:45–23:00")
