"""The shape of a check: one field for whatever was scanned, pasted or typed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError
from wtforms.validators import DataRequired

from drones.permits.formats import text
from portal.kit.forms import Form
from portal.kit.i18n import say


class CheckForm(Form):
    """Sent with GET: a check changes nothing and needs no token."""

    code = StringField(
        _l("Code of the permit"), [DataRequired(_l("Type the code of the permit, or paste its address."))]
    )

    class Meta:
        """Its address can be kept and shared."""

        csrf = False

    def validate_code(self, field: StringField) -> None:
        """Letters and digits of base 32 alone; anything else was not on a permit."""
        if not text.is_readable(text.typed(field.data or "")):
            raise ValidationError(say("permits.error.code_unreadable"))
