"""Flask-Security, set up for this portal: its views, our words, our outbox, our ledger."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

from apiflask import APIFlask
from flask import Flask, abort
from flask_principal import identity_changed
from flask_security import Security

from portal.accounts import rules
from portal.accounts.security import forms, heard, words
from portal.accounts.security.codes import Codes
from portal.accounts.security.datastore import datastore
from portal.accounts.security.mail import Outbox
from portal.accounts.security.passwords import Passwords, PatientContext
from portal.kit.limits import limiter
from portal.kit.model import Permission
from portal.kit.permissions import allow
from portal.kit.settings import Settings

#: Posts from one address to the doors that anybody may knock at.
RATE = "30 per minute"
#: A session nobody uses ends after this, and the key of the browser's cookie with it.
SESSION_LIFE = timedelta(hours=12)

_PERMISSIONS = {
    "login": Permission.PUBLIC,
    "logout": Permission.PUBLIC,
    "register": Permission.PUBLIC,
    "forgot_password": Permission.PUBLIC,
    "reset_password": Permission.PUBLIC,
    "tf_select": Permission.PUBLIC,
    # The set-up belongs to a sign-in that is not finished yet: Flask-Security checks its state.
    "two_factor_setup": Permission.PUBLIC,
    "two_factor_token_validation": Permission.PUBLIC,
    "two_factor_rescue": Permission.PUBLIC,
    "two_factor_setup_validate": Permission.SIGNED_IN,
    "change_password": Permission.SIGNED_IN,
    "verify": Permission.SIGNED_IN,
}


def install(app: APIFlask, settings: Settings) -> None:
    """Set Flask-Security up on the application; the database and CSRF protection come before."""
    _configure(app, settings)
    security = Security(
        app,
        datastore,
        login_form=forms.SignInForm,
        register_form=forms.RegisterForm,
        forgot_password_form=forms.ForgottenForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.ChangePasswordForm,
        verify_form=forms.ConfirmForm,
        two_factor_setup_form=forms.SecondFactorForm,
        two_factor_verify_code_form=forms.CodeForm,
        mail_util_cls=Outbox,
        password_util_cls=Passwords,
        totp_cls=Codes,
    )
    # Programs come with our keys alone: Flask-Security's own tokens open nothing.
    security.login_manager.request_loader(lambda _request: None)
    # Our pages are for people: no answer of these views is JSON.
    security.want_json(lambda _request: False)
    security.pwd_context = PatientContext(**app.config["PORTAL_PASSWORDS"])
    _leave_principal_out(app, security)
    heard.install(app)
    _declare(app)


def _configure(app: Flask, settings: Settings) -> None:
    codes = hmac.new(settings.secret_key.encode(), b"second factor", "sha256").hexdigest()
    app.config.update(
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SESSION_LIFE,
        # Tests pass cheaper ones: a sign-in is meant to cost a tenth of a second.
        PORTAL_PASSWORDS=_passwords(**app.config.get("PORTAL_PASSWORD_COST", {})),
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the algorithm
        SECURITY_PASSWORD_SCHEMES=["argon2", "plaintext"],
        SECURITY_PASSWORD_SINGLE_HASH=True,
        # For the links of mails: the library's own choice takes half a second, which would tell
        # whether an address has an account, and hold the database meanwhile.
        SECURITY_HASHING_SCHEMES=["hex_sha256"],
        SECURITY_DEPRECATED_HASHING_SCHEMES=[],
        SECURITY_PASSWORD_LENGTH_MIN=rules.PASSWORD_LENGTH,
        SECURITY_PASSWORD_CONFIRM_REQUIRED=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_EMAIL_PLAINTEXT=False,  # the outbox has the words
        SECURITY_EMAIL_HTML=False,
        SECURITY_REGISTERABLE=True,
        SECURITY_POST_REGISTER_VIEW="/operator",
        SECURITY_POST_LOGIN_VIEW="accounts.start",
        SECURITY_VERIFY_URL="/account/confirm",
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_URL="/password",
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(hours=4),
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_URL="/account/password",
        SECURITY_POST_CHANGE_VIEW="accounts.account",
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_SETUP_URL="/second-factor",
        SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL="/second-factor/code",  # noqa: S106 - an address
        SECURITY_TWO_FACTOR_SELECT_URL="/second-factor/choice",
        SECURITY_TWO_FACTOR_RESCUE_URL="/second-factor/rescue",
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY=60,  # seconds a telephone's clock may be off
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,  # else the mailbox would be the second factor
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="accounts.account",
        SECURITY_FRESHNESS=timedelta(hours=1),
        SECURITY_TOTP_SECRETS={"1": codes},
        SECURITY_TOTP_ISSUER=settings.name,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_LOGOUT_CSRF=True,
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_STATIC_FOLDER=None,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        # The words of its messages are in our catalogues.
        SECURITY_I18N_DOMAIN="messages",
        SECURITY_I18N_DIRNAME=[app.config["BABEL_TRANSLATION_DIRECTORIES"]],
        **words.MESSAGES,
    )


def _passwords(**cost: int) -> dict[str, Any]:
    # RFC 9106's second recommendation, 64 MiB, with one lane: two cores serve everybody.
    chosen = {"time_cost": 3, "memory_cost": 65536, "parallelism": 1} | cost
    return {"schemes": ["argon2"], "argon2__type": "ID"} | {f"argon2__{k}": v for k, v in chosen.items()}


def _leave_principal_out(app: Flask, security: Security) -> None:
    # Flask-Principal keeps an identity of its own in ``g`` under the name of ours, and would read
    # the person on every request; permissions are decided by our one table alone.
    principal = security.principal
    app.before_request_funcs[None].remove(principal._on_before_request)
    identity_changed.disconnect(principal._on_identity_changed, app)


def _declare(app: Flask) -> None:
    views: dict[str, Any] = dict(app.view_functions)
    for endpoint, view in views.items():
        room, _, name = endpoint.partition(".")
        if room != "security":
            continue
        chosen = _nowhere if name == "two_factor_rescue" else limiter.limit(RATE, methods=["POST"])(view)
        # A view that is new in Flask-Security has no permission here, and stops the start.
        declared: Any = allow(_PERMISSIONS[name])(chosen)
        app.view_functions[endpoint] = declared


def _nowhere() -> None:
    """There is no way around the second factor but a person of the administration."""
    abort(404)
