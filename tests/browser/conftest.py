"""A browser, the real portal, and people who open its pages; every page is watched for faults."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, sync_playwright

from tests.browser.stage import Account, Portal, code

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = 360
DESK = 1280

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder plays in a browser."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal with its demonstration, its data in a folder of its own."""
    running = Portal.start(tmp_path_factory.mktemp("portal"))
    yield running
    running.stop()


def chromium() -> str:
    """Where Chromium is; raises when it is not installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("Chromium is missing; `make setup-test` installs it")
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers; there can be only one at a time."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    started = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
    yield started
    started.close()


def sign_in(page: Page, account: Account) -> None:
    """Sign in by the pages, with the second factor where there is one."""
    page.goto("/login")
    page.get_by_label("Adresse e-mail").fill(account.email)
    page.get_by_label("Mot de passe").fill(account.password)
    page.locator("main").get_by_role("button", name="Se connecter").click()
    if account.totp_secret:
        page.locator("input[name=code]").fill(code(account.totp_secret))
        page.locator("main").get_by_role("button").first.click()
    page.locator("form[action='/logout']").wait_for(state="attached")


def _session(browser: Browser, portal: Portal, role: str) -> StorageState:
    if role not in portal.sessions:
        context = browser.new_context(base_url=portal.url, locale="fr-FR")
        sign_in(context.new_page(), portal.account(role))
        portal.sessions[role] = context.storage_state()
        context.close()
    return portal.sessions[role]


@pytest.fixture
def open_page(browser: Browser, portal: Portal) -> Iterator[OpenPage]:
    """Open a browser for somebody; at the end nothing may have been refused, broken or fetched elsewhere."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(role: str | None = None, *, width: int = PHONE, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=portal.url,
            viewport={"width": width, "height": 800},
            locale="fr-FR",
            java_script_enabled=javascript,
            storage_state=_session(browser, portal, role) if role else None,
        )
        contexts.append(context)
        page = context.new_page()
        _watch(page, portal.url, faults)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def _watch(page: Page, own: str, faults: list[str]) -> None:
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: (
            faults.append(f"{page.url}: {said.text}") if "Content Security Policy" in said.text else None
        ),
    )
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((own, "data:", "blob:")) else faults.append(f"fetched {asked.url}")
        ),
    )
