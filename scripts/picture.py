"""`make picture`: the README's picture, taken of the running demonstration on two phones and a desk."""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image, ImageOps  # noqa: E402
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright  # noqa: E402

from tests.browser.conftest import QUIET, chromium, sign_in  # noqa: E402
from tests.browser.stage import Portal  # noqa: E402

TARGET = ROOT / "docs" / "pictures" / "portal.png"
DESK = (1100, 740)
PHONE = (360, 740)
FRAME_PX = 6
MARGIN_PX = 24
COLOURS = 128


def main() -> None:
    """Start a portal of its own and keep what the public, an owner and an officer see as one picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        portal = Portal.start(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        try:
            views = [_look_up(browser, portal), _refusal(browser, portal), _case(browser, portal)]
        finally:
            browser.close()
            portal.stop()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    _side_by_side(views).quantize(COLOURS).save(TARGET, optimize=True)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")


def _look_up(browser: Browser, portal: Portal) -> Image.Image:
    page = _page(browser, portal, PHONE)
    page.goto("/lookup?lat=14.4812&lon=-11.4044")
    return _picture(page)


def _refusal(browser: Browser, portal: Portal) -> Image.Image:
    page = _page(browser, portal, PHONE)
    sign_in(page, portal.account("owner"))
    page.goto("/flights")
    page.locator("main li", has_text="Refusé par règle").get_by_role("link").first.click()
    page.locator("[data-outcome]").evaluate("verdict => verdict.scrollIntoView()")
    return _picture(page)


def _case(browser: Browser, portal: Portal) -> Image.Image:
    page = _page(browser, portal, DESK)
    sign_in(page, portal.account("officer"))
    page.goto("/liaison")
    page.locator("main a[href^='/liaison/']").first.click()
    return _picture(page)


def _page(browser: Browser, portal: Portal, size: tuple[int, int]) -> Page:
    width, height = size
    viewport = ViewportSize(width=width, height=height)
    return browser.new_context(base_url=portal.url, viewport=viewport, locale="fr-FR").new_page()


def _picture(page: Page) -> Image.Image:
    page.locator("[data-map][data-ready]").first.wait_for()
    page.wait_for_load_state("networkidle")
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def _side_by_side(views: list[Image.Image]) -> Image.Image:
    framed = [ImageOps.expand(one, FRAME_PX, "#14305c") for one in views]
    width = sum(one.width + MARGIN_PX for one in framed) + MARGIN_PX
    whole = Image.new("RGB", (width, max(one.height for one in framed) + 2 * MARGIN_PX), "white")
    left = MARGIN_PX
    for one in framed:
        whole.paste(one, (left, MARGIN_PX))
        left += one.width + MARGIN_PX
    return whole


if __name__ == "__main__":
    main()
