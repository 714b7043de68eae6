"""A file to import, its confirmation, versions to publish."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.validators import DataRequired, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from geofences.zones.forms.words import RESTRICTIONS
from portal.kit.forms import Form


class UploadForm(Form):
    """A file of zones; it is read and reported on before anything is imported."""

    file = FileField(
        _l("File of zones"),
        description=_l("ED-269, ED-318, GeoJSON, KML, KMZ or OpenAir, at most 2 MB"),
        validators=[FileRequired(_l("Choose a file."))],
    )
    command = StringField(
        _l("Command to ask"),
        description=_l("For zones that ask for consent and name no command, such as ZONE4."),
        validators=[
            Optional(),
            Regexp(
                r"^[A-Z0-9_-]{2,20}$",
                message=_l("A command is named by capitals and figures, such as ZONE4."),
            ),
        ],
    )
    country = StringField(
        _l("Country"),
        description=_l("For a file that states none (OpenAir, KML): three capitals, such as MLI."),
        validators=[
            Optional(),
            Regexp(r"^[A-Z]{3}$", message=_l("A country is three capitals, such as MLI.")),
        ],
    )
    restriction = SelectField(
        _l("Restriction"),
        description=_l("For a KML that states none; without a choice it is read as prohibited."),
        choices=[("", _l("As the file says")), *RESTRICTIONS],
        validators=[Optional()],
    )
    submit = SubmitField(_l("Read the file"))


class ImportForm(Form):
    """The decision on a file that was read."""

    accept_partial = BooleanField(_l("Import what is sound and leave out what is in error"))
    submit = SubmitField(_l("Import as drafts"))


class PublishForm(Form):
    """The drafts to publish."""

    versions = SelectMultipleField(
        _l("Drafts"),
        validators=[DataRequired(_l("Choose at least one draft."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    submit = SubmitField(_l("Publish"))
