"""The first page, the choice of language, and the legal notice."""

from __future__ import annotations

from flask import Blueprint, request, session

from portal.home.rules import own_path
from portal.kit.assets import asset
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import LANGUAGES
from portal.kit.model import Permission
from portal.kit.permissions import allow

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@allow(Permission.PUBLIC)
def index() -> Page:
    """What this is and its three doors, in one screen."""
    return Page("home/index.html")


@blueprint.get("/legal")
@allow(Permission.PUBLIC)
def legal() -> Page:
    """Who answers for the portal, what it keeps about people, whose work it is built on."""
    return Page("home/legal.html")


@blueprint.get("/favicon.ico")
@allow(Permission.PUBLIC)
def icon() -> SeeOther:
    """Browsers ask for this beside what is not a page, such as a PDF."""
    return SeeOther(asset("icon.svg"))


@blueprint.post("/language")
@allow(Permission.PUBLIC)
def choose_language() -> SeeOther:
    """Keep the chosen language in the session and lead back to where the reader was."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return SeeOther(own_path(request.form.get("next", "/")))
