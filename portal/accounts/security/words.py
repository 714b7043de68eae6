"""Flask-Security's messages in our words; it looks the translations up in our catalogues."""

from __future__ import annotations

from typing import Literal

Kind = Literal["success", "info", "error"]


def N_(text: str) -> str:  # noqa: N802 - the name by which messages are found in the source
    """Mark a message for the catalogues; it is translated when it is shown."""
    return text


_WORDS: dict[str, tuple[str, Kind]] = {
    "GENERIC_AUTHN_FAILED": (N_("The e-mail address or the password is not right."), "error"),
    "UNAUTHENTICATED": (N_("Please sign in to see this page."), "info"),
    "REAUTHENTICATION_REQUIRED": (N_("Please confirm your password to go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Your password is confirmed."), "success"),
    "ANONYMOUS_USER_REQUIRED": (N_("You are already signed in."), "info"),
    "EMAIL_NOT_PROVIDED": (N_("Enter your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (
        N_("This is not an e-mail address. It has the form name@example.org."),
        "error",
    ),
    "EMAIL_ALREADY_ASSOCIATED": (N_("This address cannot be used."), "error"),
    "USER_DOES_NOT_EXIST": (N_("The e-mail address or the password is not right."), "error"),
    "DISABLED_ACCOUNT": (N_("The e-mail address or the password is not right."), "error"),
    "INVALID_PASSWORD": (N_("The password is not right."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Enter a password."), "error"),
    "PASSWORD_INVALID_LENGTH": (N_("The password needs at least %(length)s characters."), "error"),
    "PASSWORD_IS_THE_SAME": (N_("The new password must be another one than before."), "error"),
    "PASSWORD_CHANGE": (
        N_("Your password is changed. Your other sessions are ended."),
        "success",
    ),
    "PASSWORD_RESET_REQUEST": (
        N_("If this address has an account, a link to choose a new password is on its way to it."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (N_("This link is too old. Ask for a new one."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (
        N_("This link does not open anything, or was used already. Ask for a new one."),
        "error",
    ),
    "PASSWORD_RESET_NO_LOGIN": (N_("Your password is changed. You can sign in with it."), "success"),
    "INVALID_REDIRECT": (N_("This address leads elsewhere and was left out."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (
        N_("This code is not right, is too old or was used already. Enter the next one."),
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("Your code is confirmed."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        N_("Your second factor is set up. Your other sessions are ended."),
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (N_("Please sign in first."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (N_("This kind of second factor is not offered."), "error"),
    "TWO_FACTOR_DISABLED": (N_("Your second factor is taken away."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (N_("The set-up took too long. Please begin again."), "error"),
}

MESSAGES = {f"SECURITY_MSG_{name}": message for name, message in _WORDS.items()}
