"""The shape of a new webhook."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired

from portal.kit.forms import Form


class WebhookForm(Form):
    """The address to which a person's notices are sent as well."""

    url = StringField(
        _l("Address of your program"),
        description=_l("It begins with https:// and answers with a status from 200 to 299."),
        render_kw={"type": "url", "inputmode": "url", "autocomplete": "off"},
        validators=[DataRequired(message=_l("Type the address of your program."))],
    )
