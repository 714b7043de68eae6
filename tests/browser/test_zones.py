"""Zones by hand in a browser: a temporary zone from its draft to its early end, and an emergency zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, OpenPage, sign_in
from tests.browser.stage import Portal

KITA = "13.10000, -9.30000"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of its own: these tests change the zones of everybody."""
    running = Portal.start(tmp_path_factory.mktemp("zones"))
    yield running
    running.stop()


def test_a_temporary_zone_from_its_draft_to_its_early_end(open_page: OpenPage) -> None:
    editor, commander, public = open_page("zone_editor", width=DESK), open_page("commander"), open_page()
    today = datetime.now(UTC)
    _draft(editor, today)
    draft = editor.url
    editor.get_by_role("link", name="Zones : brouillons et import").click()
    expect(editor.get_by_role("link", name="Fête de Kita")).to_be_visible()

    commander.goto("/zones/edit")
    commander.get_by_role("link", name="Fête de Kita").click()
    expect(commander.locator("#applies + [role=status]")).to_contain_text("Oui")
    commander.get_by_role("button", name="Publier", exact=True).click()
    expect(commander.get_by_text("publiée").first).to_be_visible()

    _look_up(public)
    expect(public.locator("main")).to_contain_text("Fête de Kita")

    editor.goto(draft)
    editor.get_by_text("La prolonger ou la terminer plus tôt").click()
    end = today + timedelta(minutes=1)
    editor.get_by_label("Nouveau dernier jour").fill(f"{end:%Y-%m-%d}")
    editor.get_by_label("Nouvelle fin (heure de Bamako)").fill(f"{today:%H:%M}")
    editor.get_by_role("button", name="Rédiger la nouvelle fin").click()
    expect(editor.get_by_role("cell", name=re.compile(f"{today:%H:%M}")).last).to_be_visible()
    commander.goto(editor.url)
    commander.get_by_role("button", name="Publier", exact=True).click()
    expect(commander.get_by_text("Sa dernière période est passée")).to_be_visible()

    _look_up(public)
    expect(public.locator("main")).not_to_contain_text("Fête de Kita")


def _draft(page: Page, today: datetime) -> None:
    page.goto("/zones/edit")
    page.get_by_role("link", name="Rédiger une zone").click()
    page.get_by_label("Identifiant").fill("FETE1")
    page.get_by_label("Nom", exact=False).first.fill("Fête de Kita")
    page.get_by_label("Interdit").check()
    page.get_by_label("Centre du cercle").fill(KITA)
    page.get_by_label("Rayon en mètres").fill("1500")
    begin, end = today - timedelta(hours=1), today + timedelta(hours=6)
    for name, moment in (("begin", begin), ("end", end)):
        page.locator(f"#periods-0-{name}_date").fill(f"{moment:%Y-%m-%d}")
        page.locator(f"#periods-0-{name}_time").fill(f"{moment:%H:%M}")
    page.locator("main").get_by_role("button", name="Aperçu").last.click()
    expect(page.get_by_role("heading", name="Aperçu")).to_be_visible()
    expect(page.locator("main [role=status]").filter(has_text="Oui")).to_be_visible()
    page.get_by_role("button", name="Garder en brouillon").first.click()
    expect(page.get_by_text("Ce brouillon est de vous")).to_be_visible()


def _look_up(page: Page) -> None:
    lat, lon = KITA.split(", ")
    # A process looks for a new register every 0.3 s.
    page.wait_for_timeout(1_000)
    page.goto(f"/lookup?lat={lat}&lon={lon}")


def test_corners_are_drawn_on_the_map_and_stand_as_text(open_page: OpenPage) -> None:
    page = open_page("zone_editor", width=DESK)
    page.goto("/zones/edit/new")
    page.get_by_label("Polygone : les sommets").check()
    drawing = page.locator(".map[data-outline='layers-0-outline'][data-ready]")
    drawing.wait_for()
    for x, y in ((200, 80), (300, 80), (250, 160)):
        drawing.click(position={"x": x, "y": y})
    lines = page.get_by_label("Sommets du polygone").input_value().splitlines()
    assert len(lines) == 3
    assert all(re.fullmatch(r"1\d\.\d{5}, -?\d{1,2}\.\d{5}", line) for line in lines), lines


def test_an_emergency_zone_alone_and_confirmed(open_page: OpenPage, browser: Browser, portal: Portal) -> None:
    commander, editor, public = open_page("commander"), open_page("zone_editor"), open_page()
    commander.goto("/zones/edit")
    commander.get_by_role("link", name="Établir une zone d’urgence").click()
    commander.get_by_label("Nom").fill("Incendie à Kita")
    commander.get_by_label("Centre du cercle").fill(KITA)
    commander.get_by_label("Rayon en mètres").fill("800")
    commander.get_by_role("button", name="Établir la zone maintenant").click()
    expect(commander.get_by_role("alert")).to_contain_text("Veuillez confirmer")
    commander.get_by_label("Elle prend effet aussitôt").check()
    commander.get_by_role("button", name="Établir la zone maintenant").click()
    expect(commander.get_by_text("Urgence, non confirmée").first).to_be_visible()
    _look_up(public)
    expect(public.locator("main")).to_contain_text("Incendie à Kita")
    editor.goto("/zones")
    flag = editor.get_by_text("aucune seconde personne n’a encore confirmée")
    expect(flag).to_be_visible()

    accounts = portal.accounts("commander")
    assert len(accounts) == 2
    context = browser.new_context(base_url=portal.url, locale="fr-FR")
    second = context.new_page()
    sign_in(second, accounts[1])
    second.goto(commander.url)
    second.get_by_role("button", name="Confirmer la zone d’urgence").click()
    expect(second.get_by_text("confirmée le").first).to_be_visible()
    editor.reload()
    expect(flag).to_have_count(0)
    commander.reload()
    commander.get_by_label("Oui, cette zone ne vaut plus").check()
    commander.get_by_role("button", name="Retirer la zone").click()
    expect(commander.get_by_text("retirée").first).to_be_visible()
    context.close()
