"""The verifier's live camera: squares as hands hold them before it, and what is said when there is none."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Page, Playwright, expect

from drones.permits.formats import qr, text
from tests.browser.conftest import PHONE, chromium
from tests.browser.stage import Portal
from tests.browser.test_verify import HOUR, key_of, permit, state, visit

FRAME = (1280, 720)
WALL = 170
FRAMES = 12
DEVICE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
#: How the square is held: part of the frame's height, degrees, blur in pixels, light, hours of each volume.
HELD = {
    "straight": (0.8, 0, 0.0, 1.0, (-1,)),
    "tilted": (0.7, 17, 0.0, 1.0, (-1,)),
    "blurred": (0.8, 0, 1.5, 1.0, (-1,)),
    "small": (0.4, 0, 0.0, 1.0, (-1,)),
    "in the dark": (0.7, 0, 0.0, 0.25, (-1,)),
    "four volumes": (0.85, 0, 0.0, 1.0, (-1, 0, 1, 2)),
}


def film(held: str, portal: Portal, folder: Path) -> Path:
    """A film of one picture: a permit that is valid now, before a grey wall."""
    part, turn, blur, light, hours = HELD[held]
    shown = permit(key_of(portal), *[(at * HOUR, (at + 2) * HOUR) for at in hours])
    square = Image.open(io.BytesIO(qr.png(text.address("https://portail.example.gouv.ml", shown), pixels=8)))
    side = int(FRAME[1] * part)
    held_square = square.convert("L").resize((side, side), Image.Resampling.LANCZOS)
    held_square = held_square.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=WALL)
    frame = Image.new("L", FRAME, WALL)
    frame.paste(held_square, ((FRAME[0] - held_square.width) // 2, (FRAME[1] - held_square.height) // 2))
    frame = frame.filter(ImageFilter.GaussianBlur(blur)).point(lambda value: int(value * light))
    packed = io.BytesIO()
    frame.convert("RGB").save(packed, "JPEG", quality=85)
    path = folder / "camera.mjpeg"
    path.write_bytes(packed.getvalue() * FRAMES)
    return path


@pytest.fixture
def opened(playwright: Playwright, portal: Portal) -> Iterator[Callable[..., Page]]:
    """Opens the verifier in a browser of its own with such a camera, installed, the network gone."""
    browsers = []

    def open_(*flags: str, allowed: bool = True) -> Page:
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", *flags])
        browsers.append(started)
        context = started.new_context(
            base_url=portal.url,
            viewport={"width": PHONE, "height": 800},
            locale="fr-FR",
            permissions=["camera"] if allowed else [],
        )
        page = context.new_page()
        visit(page)
        context.set_offline(True)
        return page

    yield open_
    for one in browsers:
        one.close()


@pytest.mark.parametrize("held", HELD)
def test_the_camera_reads_a_square_that_is(held, opened, portal, tmp_path):
    camera = f"--use-file-for-fake-video-capture={film(held, portal, tmp_path)}"
    page = opened(*DEVICE, camera)
    page.locator("[data-part=scan]").click()
    expect(page.locator(".judged[data-state=valid]")).to_be_visible(timeout=20_000)
    expect(page.locator("video")).to_be_hidden()


@pytest.mark.parametrize(
    ("flags", "allowed", "said"),
    [
        (("--use-fake-device-for-media-stream", "--deny-permission-prompts"), False, "Autorisez-la"),
        ((), True, "La caméra ne peut pas être utilisée"),
    ],
    ids=["refused", "missing"],
)
def test_without_a_camera_the_other_ways_are_said_and_work(opened, portal, flags, allowed, said):
    page = opened(*flags, allowed=allowed)
    page.locator("[data-part=scan]").click()
    expect(page.locator("[data-part=message]")).to_contain_text(said)
    expect(page.locator("video")).to_be_hidden()
    page.locator("[name=code]").fill(permit(key_of(portal)))
    page.locator("form[data-part=form] button").click()
    state(page, "valid")


def test_the_camera_can_be_stopped(opened):
    page = opened(*DEVICE)
    page.locator("[data-part=scan]").click()
    expect(page.locator("[data-part=scan-word]")).to_have_text("Arrêter la caméra")
    page.locator("[data-part=scan]").click()
    expect(page.locator("video")).to_be_hidden()
    expect(page.locator("[data-part=scan-word]")).to_have_text("Scanner avec la caméra")
