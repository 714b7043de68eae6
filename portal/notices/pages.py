"""One's own webhooks, and for the administration the notices that reached nobody."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.notices import service
from portal.notices.forms import WebhookForm

blueprint = Blueprint("notices", __name__)


@blueprint.get("/account/webhooks")
@allow(Permission.SIGNED_IN)
def webhooks() -> Page:
    """One's own webhooks."""
    return _page(WebhookForm(None))


@blueprint.post("/account/webhooks")
@allow(Permission.SIGNED_IN)
def add_webhook() -> Page:
    """A new webhook; its secret is shown once, so this page has no address to come back to."""
    form = WebhookForm()
    if not form.validate():
        return _page(form, 422)
    made = service.add_hook(person_id=identity().id, url=(form.url.data or "").strip(), now=now())
    if isinstance(made, Fault):
        form.show([made])
        return _page(form, 422)
    return Page("notices/webhook.html", hook=made)


@blueprint.post("/account/webhooks/<hook_id>/remove")
@allow(Permission.SIGNED_IN)
def remove_webhook(hook_id: str) -> SeeOther:
    """End one's own webhook."""
    service.remove_hook(hook_id=hook_id, person_id=identity().id)
    flash(_("The webhook is removed."), "success")
    return SeeOther(url_for("notices.webhooks"))


@blueprint.get("/outbox")
@allow(Permission.ACCOUNTS_ADMIN)
def outbox() -> Page:
    """Notices whose last try failed."""
    return Page("notices/outbox.html", given_up=service.given_up())


def _page(form: WebhookForm, status: int = 200) -> Page:
    return Page("notices/webhooks.html", status, form=form, hooks=service.hooks(person_id=identity().id))
