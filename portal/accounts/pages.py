"""The pages of one's own account, and those where the administration keeps the staff."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, session, url_for
from flask_babel import gettext as _

from portal.accounts import rules, service
from portal.accounts.forms import ROLES, SCOPES, AcceptForm, ContactForm, InviteForm, KeyForm, RolesForm
from portal.accounts.model import PersonView, Secret
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem, say_fault

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/account/start")
@allow(Permission.SIGNED_IN)
def start() -> SeeOther:
    """Lead to where the work of this person begins."""
    return SeeOther(rules.home(identity().roles))


@blueprint.route("/account", methods=["GET", "POST"])
@allow(Permission.SIGNED_IN)
def account() -> Page | SeeOther:
    """One's own telephone, language, password, second factor and keys."""
    person = _found(identity().id)
    form = ContactForm(obj=person)
    if form.validate_on_submit():
        service.change_contact(person_id=person.id, phone=form.phone.data, locale=form.locale.data)
        session["language"] = form.locale.data
        flash(_("Your account is changed."), "success")
        return SeeOther(url_for("accounts.account"))
    return Page("accounts/account.html", form=form, **_own(person))


@blueprint.post("/account/keys")
@allow(Permission.SIGNED_IN)
def make_key() -> Page:
    """A new key, shown once; it is kept nowhere, so this page has no address to come back to."""
    person = _found(identity().id)
    form = _key_form(person)
    if not form.validate():
        return Page("accounts/account.html", 422, form=ContactForm(None, obj=person), **_own(person, form))
    answer = service.issue_key(person_id=person.id, scopes=form.scopes.data or [], now=now())
    if not isinstance(answer, Secret):
        form.show(answer)
        return Page("accounts/account.html", 422, form=ContactForm(None, obj=person), **_own(person, form))
    return Page("accounts/key.html", key=answer.text)


@blueprint.post("/account/keys/<key_id>/revoke")
@allow(Permission.SIGNED_IN)
def revoke_key(key_id: str) -> SeeOther:
    """End one of one's own keys."""
    service.revoke_key(key_id=key_id, person_id=identity().id, now=now())
    flash(_("The key is ended."), "success")
    return SeeOther(url_for("accounts.account"))


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def invitation(token: str) -> Page | SeeOther:
    """Where the link of an invitation leads: choose a password, then sign in and set the factor up."""
    invited = service.invitation(token=token, now=now())
    if invited is None:
        raise Problem("accounts.error.invitation_closed", 404)
    form = AcceptForm()
    if form.validate_on_submit():
        answer = service.accept(
            token=token,
            password=form.password.data or "",
            phone=form.phone.data,
            locale=form.locale.data,
            now=now(),
        )
        if isinstance(answer, PersonView):
            flash(_("Your account is made. Sign in; then you set up your second factor."), "success")
            return SeeOther(url_for("security.login"))
        form.show(answer)
    status = 422 if form.errors else 200
    return Page("accounts/invitation.html", status, form=form, invited=invited, roles=ROLES)


@blueprint.get("/accounts")
@allow(Permission.ACCOUNTS_READ)
def people() -> Page:
    """Everybody with an account, and the invitations that still open."""
    search = request.args.get("search", "").strip()
    return Page("accounts/people.html", search=search, form=InviteForm(None), **_staff(search))


@blueprint.post("/accounts/invitations")
@allow(Permission.ACCOUNTS_ADMIN)
def invite() -> Page:
    """Invite somebody; the link is shown once, and is on its way to the address."""
    form = InviteForm()
    if form.validate():
        answer = service.invite(
            email=form.email.data or "",
            role=form.role.data,
            command=form.command.data or None,
            locale=form.locale.data,
            by=identity().id,
            now=now(),
        )
        if isinstance(answer, Secret):
            return Page("accounts/invited.html", link=answer.text, email=form.email.data)
        form.show(answer, otherwise="role")
    return Page("accounts/people.html", 422, search="", form=form, **_staff(""))


@blueprint.get("/accounts/<person_id>")
@allow(Permission.ACCOUNTS_READ)
def person(person_id: str) -> Page:
    """One account."""
    found = _found(person_id)
    form = RolesForm(None, data={"roles": sorted(found.roles), "command": found.command})
    return Page("accounts/person.html", person=found, form=form, roles=ROLES)


@blueprint.post("/accounts/<person_id>/roles")
@allow(Permission.ACCOUNTS_ADMIN)
def change_roles(person_id: str) -> Page | SeeOther:
    """Give a person other roles."""
    found = _found(person_id)
    form = RolesForm()
    if form.validate():
        faults = service.change_roles(
            person_id=person_id,
            roles=form.roles.data or [],
            command=form.command.data or None,
            by=identity().id,
        )
        if not faults:
            return _done(person_id, _("The roles are changed. The sessions of this person are ended."))
        form.show(faults)
    return Page("accounts/person.html", 422, person=found, form=form, roles=ROLES)


@blueprint.post("/accounts/<person_id>/disable")
@allow(Permission.ACCOUNTS_ADMIN)
def disable(person_id: str) -> SeeOther:
    """Close an account."""
    faults = service.disable(person_id=person_id, by=identity().id, now=now())
    return _done(person_id, _("The account is closed. Its sessions and keys are ended."), faults)


@blueprint.post("/accounts/<person_id>/enable")
@allow(Permission.ACCOUNTS_ADMIN)
def enable(person_id: str) -> SeeOther:
    """Open a closed account again."""
    faults = service.enable(person_id=person_id, by=identity().id)
    return _done(person_id, _("The account is open again."), faults)


@blueprint.post("/accounts/<person_id>/second-factor/reset")
@allow(Permission.ACCOUNTS_ADMIN)
def reset_second_factor(person_id: str) -> SeeOther:
    """Take a lost second factor away."""
    faults = service.reset_second_factor(person_id=person_id, by=identity().id)
    words = _("The second factor is taken away. A new one is set up at the next sign-in.")
    return _done(person_id, words, faults)


def _done(person_id: str, words: str, faults: list[Fault] | None = None) -> SeeOther:
    for fault in faults or []:
        flash(say_fault(fault), "error")
    if not faults:
        flash(words, "success")
    return SeeOther(url_for("accounts.person", person_id=person_id))


def _found(person_id: str) -> PersonView:
    found = service.person(person_id)
    if found is None:
        raise Problem("problem.http_404", 404)
    return found


def _staff(search: str) -> dict[str, Any]:
    return {
        "people": service.people(search=search),
        "invitations": service.open_invitations(now=now()),
        "roles": ROLES,
    }


def _own(person: PersonView, form: KeyForm | None = None) -> dict[str, Any]:
    return {
        "person": person,
        "keys": service.keys(person_id=person.id),
        "key_form": form or _key_form(person, empty=True),
        "roles": ROLES,
        "scopes": SCOPES,
    }


def _key_form(person: PersonView, *, empty: bool = False) -> KeyForm:
    form = KeyForm(None) if empty else KeyForm()
    possible = rules.key_scopes(person.roles)
    form.scopes.choices = [(scope, words) for scope, words in SCOPES.items() if scope in possible]
    return form
