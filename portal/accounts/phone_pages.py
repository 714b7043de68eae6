"""One's own telephone number: a code is sent to it and typed here."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from portal.accounts import service
from portal.accounts.forms import PhoneCodeForm, PhoneForm
from portal.accounts.model import PersonView
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import say_fault

blueprint = Blueprint("accounts_phone", __name__)


@blueprint.get("/account/phone")
@allow(Permission.SIGNED_IN)
def phone() -> Page:
    """The number, whether it is verified, and where the code is typed."""
    meant = service.awaited(person_id=identity().id, now=now()) or _known().phone
    return _page(PhoneForm(None, data={"phone": meant or ""}))


@blueprint.post("/account/phone")
@allow(Permission.SIGNED_IN)
def send_code() -> Page | SeeOther:
    """Send a code to a number."""
    form = PhoneForm()
    if not form.validate():
        return _page(form, 422)
    fault = service.send_code(person_id=identity().id, typed=form.phone.data or "", now=now())
    if fault is not None:
        form.show([fault])
        return _page(form, 422)
    flash(_("A code is on its way to your telephone."), "success")
    return SeeOther(url_for("accounts_phone.phone"))


@blueprint.post("/account/phone/code")
@allow(Permission.SIGNED_IN)
def check_code() -> SeeOther:
    """The code that came; a wrong one is counted, so this answer is kept like any other."""
    form = PhoneCodeForm()
    fault: Fault | None = Fault("code", "accounts.error.phone_code_form")
    if form.validate():
        fault = service.check_code(person_id=identity().id, typed=form.code.data or "", now=now())
    if fault is None:
        flash(_("Your telephone number is verified. Short messages go to it from now on."), "success")
        return SeeOther(url_for("accounts.account"))
    flash(say_fault(fault), "error")
    return SeeOther(url_for("accounts_phone.phone"))


def _page(form: PhoneForm, status: int = 200) -> Page:
    return Page(
        "accounts/phone.html",
        status,
        person=_known(),
        form=form,
        code_form=PhoneCodeForm(None),
        awaited=service.awaited(person_id=identity().id, now=now()),
    )


def _known() -> PersonView:
    found = service.person(identity().id)
    assert found is not None  # whoever is signed in has an account
    return found
