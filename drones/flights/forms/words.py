"""Words from an owner to the commands: an answer, a reason, a message."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.kit.forms import Form

LONGEST = 2_000


class WordsForm(Form):
    """A text that must be there."""

    text = TextAreaField(
        _l("Your words"),
        validators=[
            DataRequired(_l("Write something first.")),
            Length(max=LONGEST, message=_l("At most 2,000 characters.")),
        ],
        render_kw={"rows": 4, "maxlength": LONGEST},
    )
