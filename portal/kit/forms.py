"""The mother of all forms: CSRF on, every error beside its field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from flask import abort, request
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import Field

from portal.kit.edge import SAFE
from portal.kit.i18n import say
from portal.kit.model import Fault
from portal.kit.permissions import identity

csrf = CSRFProtect()
#: Nobody reads more at one field; a text of a hundred thousand wrong lines must not make a page of them.
MOST_SHOWN = 50


def protect() -> None:
    """Refuse an unsafe request without its token, wherever a cookie lends its authority.

    A request with an API key, and a public call of the API by nobody, use no cookie.
    """
    if request.method in SAFE or request.endpoint is None:
        return
    who = identity()
    by_program = request.path.startswith(("/api/", "/interop/"))
    if who.scopes is not None or (by_program and who.is_anonymous):
        return
    csrf.protect()
    _refuse_nul()


def _refuse_nul() -> None:
    """No form carries NUL by itself, and PostgreSQL keeps no text with it."""
    texts = (text for values in request.form.listvalues() for text in values)
    names = (file.filename or "" for files in request.files.listvalues() for file in files)
    if any("\0" in text for text in chain(texts, names)):
        abort(400)


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose faults from the rules can be put beside the field they concern."""

    def show(self, faults: Sequence[Fault], otherwise: str | None = None) -> None:
        """Put each fault beside the field its pointer names; unknown pointers go to ``otherwise``.

        ``otherwise`` names a field of this form; without it they go to the form's own errors.
        """
        for fault in faults:
            name = fault.pointer.strip("/").split("/")[0].replace("-", "_")
            target = name if name in self._fields else otherwise
            found: Field | Form = self if target is None else self._fields[target]
            shown = found.form_errors if isinstance(found, Form) else found.errors
            if len(shown) >= MOST_SHOWN:
                continue
            message = say(fault.code, **fault.facts)
            if isinstance(found, Form):
                found.form_errors.append(message)
            else:
                found.errors = [*shown, message]
