"""The forms of Flask-Security's pages: our labels, our limits."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_security import forms as theirs
from flask_security import hash_password
from flask_security.utils import validate_redirect_url
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField, SubmitField, TelField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.accounts import limits
from portal.accounts.security.words import N_
from portal.kit.i18n import locale, say

LANGUAGES = [("fr", "Français"), ("en", "English")]
PHONE = Regexp(
    r"^\+?[0-9][0-9 ().-]{5,29}$", message=_l("Enter a telephone number, for example +223 70 00 00 00.")
)
ANSWER = DataRequired(message=_l("An answer is needed here."))
_SHORT = Length(max=254, message=_l("This has too many characters."))
_NEW = {"autocomplete": "new-password", "minlength": 12}


def _old_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        render_kw={"autocomplete": "current-password"},
        validators=[theirs.password_required, _SHORT],
    )


def _new_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        description=_l("At least 12 characters. Several words that only you would put together are best."),
        render_kw=_NEW,
        validators=[theirs.password_required, _SHORT],
    )


class SignInForm(theirs.LoginForm):  # type: ignore[misc]
    """Address and password; too many failures close it for a while."""

    email = EmailField(
        _l("E-mail address"),
        render_kw={"autocomplete": "username"},
        validators=[theirs.email_required, _SHORT, theirs.EmailValidation(verify=False)],
    )
    password = _old_password(_l("Password"))
    # Staying signed in after the browser is closed would carry no second factor.
    remember = None
    submit = SubmitField(_l("Sign in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""
        if not validate_redirect_url(self.next.data):
            self.next.data = ""  # somebody else's link must not keep a person from signing in

    def validate(self, **kwargs: Any) -> bool:
        """Check as Flask-Security does, unless there were too many failures."""
        subjects = limits.sign_in(self.email.data or "", request.remote_addr or "")
        if limits.is_over(subjects):
            self.form_errors.append(say("accounts.error.too_many_attempts"))
            return False
        good = bool(super().validate(**kwargs))
        if good:
            limits.forget(subjects[0])
        elif self.password.data:
            limits.count(subjects)
        return good


class RegisterForm(theirs.RegisterFormV2):  # type: ignore[misc]
    """An owner's own registration."""

    email = EmailField(
        _l("E-mail address"),
        render_kw={"autocomplete": "email"},
        validators=[
            theirs.email_required,
            _SHORT,
            theirs.EmailValidation(verify=True),
            theirs.unique_user_email,
        ],
    )
    password = _new_password(_l("Password"))
    phone = TelField(
        _l("Telephone"),
        description=_l(
            "The liaison desk calls it when it has a question about a flight, or in an emergency."
        ),
        render_kw={"autocomplete": "tel"},
        validators=[Optional(), PHONE],
    )
    locale = SelectField(
        _l("Language of your notices"), choices=LANGUAGES, default=locale, validators=[ANSWER]
    )
    submit = SubmitField(_l("Create my account"))


class ForgottenForm(theirs.ForgotPasswordForm):  # type: ignore[misc]
    """Asks for a link to choose a new password."""

    email = EmailField(
        _l("E-mail address"),
        render_kw={"autocomplete": "email"},
        validators=[
            theirs.email_required,
            _SHORT,
            theirs.EmailValidation(verify=True),
            theirs.valid_user_email,
        ],
    )
    submit = SubmitField(_l("Send me a link"))

    def validate(self, **kwargs: Any) -> bool:
        """A mailbox gets few links in a quarter of an hour; the answer is the same all the same."""
        subjects = limits.recovery(self.email.data or "")
        if limits.is_over(subjects) or not super().validate(**kwargs):
            return False
        # The view does the same for an address without account: the time taken tells nothing.
        hash_password("not-a-password")
        limits.count(subjects)
        return True


class NewPasswordForm(theirs.ResetPasswordForm):  # type: ignore[misc]
    """A new password, by the link of a mail."""

    password = _new_password(_l("New password"))
    password_confirm = None
    submit = SubmitField(_l("Change my password"))


class ChangePasswordForm(theirs.ChangePasswordForm):  # type: ignore[misc]
    """A new password, by somebody who knows the old one."""

    password = _old_password(_l("Current password"))
    new_password = _new_password(_l("New password"))
    new_password_confirm = None
    end_keys = BooleanField(
        _l("End my API keys as well"),
        description=_l("Programs that use them then need new ones."),
        default=True,
    )
    submit = SubmitField(_l("Change my password"))


class ConfirmForm(theirs.VerifyForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    password = _old_password(_l("Password"))
    submit = SubmitField(_l("Confirm"))

    def validate(self, **kwargs: Any) -> bool:
        """Check as Flask-Security does, unless there were too many failures."""
        subjects = limits.second_factor(self.user.id)
        if limits.is_over(subjects):
            self.form_errors.append(say("accounts.error.too_many_attempts"))
            return False
        good = bool(super().validate(**kwargs))
        if not good:
            limits.count(subjects)
        return good


class SecondFactorForm(theirs.TwoFactorSetupForm):  # type: ignore[misc]
    """Begins the set-up of a second factor."""

    submit = SubmitField(_l("Set up the second factor"))


class CodeForm(theirs.TwoFactorVerifyCodeForm):  # type: ignore[misc]
    """A code of six figures; a few wrong ones close it for a while."""

    code = StringField(
        _l("Code of six figures"),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12},
        validators=[theirs.RequiredLocalize(message="TWO_FACTOR_INVALID_TOKEN")],
    )
    submit = SubmitField(_l("Confirm the code"))

    def validate(self, **kwargs: Any) -> bool:
        """Check as Flask-Security does; blanks between the figures do not matter."""
        assert self.user is not None
        self.code.data = "".join((self.code.data or "").split())
        subjects = limits.second_factor(self.user.id)
        if limits.is_over(subjects):
            self.form_errors.append(say("accounts.error.too_many_attempts"))
            return False
        good = bool(super().validate(**kwargs))
        if good:
            limits.forget(subjects[0])
        else:
            limits.count(subjects)
        return good


# Said by Flask-Security's own code for the one kind of second factor there is.
AUTHENTICATOR = N_("authenticator")
