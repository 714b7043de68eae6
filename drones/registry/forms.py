"""The registry's forms: they shape what was typed; the rules judge it; faults stand beside fields."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (  # type: ignore[attr-defined]  # its stubs lack SelectChoice
    DateField,
    EmailField,
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)

from drones.registry import formats
from drones.registry.model import (
    AircraftClass,
    AircraftDraft,
    AircraftState,
    Competence,
    Contact,
    OperatorKind,
    Photo,
    PilotDraft,
)
from drones.registry.rules import numbers
from drones.registry.rules.aircraft import aircraft_faults
from drones.registry.rules.contacts import contact_faults
from drones.registry.rules.pilots import pilot_faults
from portal.kit.forms import Form
from portal.kit.model import Fault
from portal.kit.settings import settings

KINDS = [
    SelectChoice(OperatorKind.PERSON.value, _l("A person")),
    SelectChoice(OperatorKind.ORGANISATION.value, _l("An organisation")),
]
CLASSES = [
    SelectChoice("", _l("Choose the class")),
    *(SelectChoice(cls.value) for cls in AircraftClass if cls.value.startswith("C")),
    SelectChoice(AircraftClass.NONE.value, _l("No class mark")),
    SelectChoice(AircraftClass.PRIVATE.value, _l("Built by its owner")),
]
COMPETENCES = [
    SelectChoice("", _l("Choose the competence")),
    SelectChoice(Competence.A1_A3.value, _l("A1/A3 – open category, basic")),
    SelectChoice(Competence.A2.value, _l("A2 – open category, near people")),
    SelectChoice(Competence.STS.value, _l("STS – standard scenarios")),
    SelectChoice(Competence.NATIONAL.value, _l("National certificate")),
]
STATES = [
    SelectChoice(AircraftState.LOST.value, _l("Lost")),
    SelectChoice(AircraftState.STOLEN.value, _l("Stolen")),
    SelectChoice(AircraftState.ACTIVE.value, _l("Found again")),
    SelectChoice(AircraftState.WITHDRAWN.value, _l("Withdrawn for good")),
]


class Needed:
    """Marks a field that may not stay empty; what is wrong with an empty one, the rules say."""

    field_flags = {"required": True}  # noqa: RUF012 - how WTForms reads a validator's flags

    def __call__(self, form: object, field: Field) -> None:
        """Nothing to judge here."""


class GramsField(IntegerField):
    """A whole number of grams; blanks between thousands are read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the digits, or say what is expected."""
        typed = "".join((valuelist or [""])[0].split())
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
            self.data = None
            raise ValueError(_l("Give the mass in whole grams, for instance 895."))
        self.data = int(typed)


class DayField(DateField):
    """A day, as a browser's calendar writes it or typed as day/month/year."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d/%m/%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say what is expected."""
        try:
            super().process_formdata([text.strip() for text in valuelist] or [""])
        except ValueError as fault:
            raise ValueError(_l("Give the day as day/month/year, for instance 31/12/2027.")) from fault


class JudgedForm(Form):
    """A form whose values are judged by rules, once they could be read."""

    def faults(self) -> tuple[Fault, ...]:
        """What the rules say of the values; a field that could not be read has its own error."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:
        """Every error at once: what could not be read, and what the rules refuse."""
        super().validate(extra_validators)
        self.show([fault for fault in self.faults() if not self[fault.pointer].errors])
        return not self.errors


class OperatorForm(JudgedForm):
    """Who registers, and how they are reached."""

    kind = RadioField(_l("Who operates?"), [Needed()], choices=KINDS, default=OperatorKind.PERSON.value)
    name = StringField(
        _l("Full name"),
        [Needed()],
        description=_l("As on the identity paper, or the organisation's registered name."),
        render_kw={"autocomplete": "name", "maxlength": 120},
    )
    email = EmailField(
        _l("E-mail address"), [Needed()], render_kw={"autocomplete": "email", "maxlength": 254}
    )
    phone = TelField(
        _l("Telephone"),
        description=_l("So that the command can reach you while you fly, for instance +223 70 00 00 00."),
        render_kw={"autocomplete": "tel", "maxlength": 30},
    )
    address = TextAreaField(
        _l("Postal address"), render_kw={"autocomplete": "street-address", "rows": 3, "maxlength": 300}
    )

    def contact(self) -> Contact:
        """What was typed, without outer blanks."""
        return Contact(
            kind=OperatorKind(self.kind.data or OperatorKind.PERSON),
            name=_text(self.name),
            email=_text(self.email),
            phone=_text(self.phone),
            address=_text(self.address),
        )

    def faults(self) -> tuple[Fault, ...]:
        """See :func:`contact_faults`."""
        return () if self.kind.errors else contact_faults(self.contact())


def _photo_field() -> FileField:
    return FileField(
        _l("Photo"),
        description=_l("JPEG, PNG or WebP, at most 7 MB. Place and device are removed from it."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )


class PhotoForm(Form):
    """A photo alone, for an aircraft that is in the register."""

    photo = _photo_field()
    #: The photo as it will be kept, once :meth:`validate` has read it.
    picture: Photo | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the photo when one was chosen."""
        super().validate(extra_validators)
        self._read_photo()
        return not self.errors

    def _read_photo(self) -> None:
        if not self.photo.data:
            return
        made = formats.photo(self.photo.data.read(formats.LARGEST_BYTES + 1))
        if isinstance(made, Fault):
            self.show([made])
        else:
            self.picture = made


class AircraftForm(JudgedForm, PhotoForm):
    """An aircraft's entry; the photo may stay away."""

    maker = StringField(_l("Maker"), [Needed()], render_kw={"maxlength": 80})
    model = StringField(_l("Model"), [Needed()], render_kw={"maxlength": 80})
    cls = SelectField(
        _l("Class of the aircraft"),
        [Needed()],
        choices=CLASSES,
        description=_l("The mark C0 to C6 on the aircraft; without one choose “No class mark”."),
    )
    mtom_g = GramsField(_l("Maximum take-off mass, in grams"), [Needed()], render_kw={"inputmode": "numeric"})
    serial = StringField(
        _l("Serial number"),
        [Needed()],
        description=_l(
            "C1, C2, C3, C5 and C6: the number on the aircraft by ANSI/CTA-2063-A, such as 1AF49UL5CC5J6K. "
            "Otherwise its own serial or that of its remote identification."
        ),
        render_kw={"maxlength": 64, "autocapitalize": "characters", "autocomplete": "off"},
    )
    label = StringField(
        _l("Your name for it"),
        description=_l("How you tell it from your other aircraft."),
        render_kw={"maxlength": 80},
    )
    photo = _photo_field()  # once more, so that it comes last

    def draft(self) -> AircraftDraft:
        """What was typed; a field with an error has a harmless value in its place."""
        return AircraftDraft(
            maker=_text(self.maker),
            model=_text(self.model),
            cls=AircraftClass.NONE if self.cls.errors else AircraftClass(self.cls.data),
            mtom_g=self.mtom_g.data or 0,
            serial=_text(self.serial),
            label=_text(self.label),
        )

    def validate_cls(self, field: SelectField) -> None:
        """The first choice only invites to choose."""
        if not field.data and not field.errors:
            raise ValidationError(_l("Choose the class of the aircraft."))

    def faults(self) -> tuple[Fault, ...]:
        """See :func:`aircraft_faults`."""
        return aircraft_faults(self.draft())

    def validate(self, extra_validators: Any = None) -> bool:
        """As every judged form; a photo that was sent with errors has to be chosen again."""
        super().validate(extra_validators)
        self.ask_photo_again()
        return not self.errors

    def ask_photo_again(self) -> None:
        """No browser keeps a chosen file when the form comes back: say so beside the field."""
        if self.errors and self.photo.data:
            self.show([Fault("photo", "registry.photo.again")])


class PilotForm(JudgedForm):
    """A remote pilot's entry."""

    name = StringField(_l("Full name"), [Needed()], render_kw={"maxlength": 120})
    competence = SelectField(_l("Competence"), [Needed()], choices=COMPETENCES)
    certificate = StringField(
        _l("Certificate number"), [Needed()], render_kw={"maxlength": 60, "autocomplete": "off"}
    )
    expires_on = DayField(
        _l("Valid to the end of"),
        [Needed()],
        description=_l("The last day on which the certificate holds."),
    )

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self._now = now

    def draft(self) -> PilotDraft:
        """What was typed; a field with an error has a harmless value in its place."""
        return PilotDraft(
            name=_text(self.name),
            competence=Competence.A1_A3 if self.competence.errors else Competence(self.competence.data),
            certificate=_text(self.certificate),
            expires_on=self.expires_on.data or date.max,
        )

    def validate_competence(self, field: SelectField) -> None:
        """The first choice only invites to choose."""
        if not field.data and not field.errors:
            raise ValidationError(_l("Choose the competence."))

    def faults(self) -> tuple[Fault, ...]:
        """See :func:`pilot_faults`."""
        return pilot_faults(self.draft(), self._now, ZoneInfo(settings().time_zone))


class StateForm(Form):
    """What became of an aircraft."""

    state = RadioField(
        _l("What became of it?"),
        [Needed()],
        choices=STATES,
    )

    def limit(self, states: frozenset[AircraftState]) -> StateForm:
        """Offer only the states that can follow."""
        self.state.choices = [choice for choice in STATES if choice.value in states]
        return self


class NumberForm(Form):
    """A public registration number; a secret that was typed with it is never shown again."""

    number = StringField(
        _l("Registration number"),
        [Needed()],
        description=_l("The first 16 characters only, such as MLIkay4drone001l. Never give the last three."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    #: True when more than the public part was given.
    secret_given = False

    def typed(self) -> str:
        """What was typed, stripped of what could be the secret; so is what the field will show."""
        given = self.number.data or ""
        self.secret_given = numbers.may_hold_secret(given)
        self.number.data = numbers.showable(given) if self.secret_given else given.strip()
        self.number.raw_data = [self.number.data]
        return given


class ReasonForm(Form):
    """A registrar's reason, which the operator reads."""

    reason = TextAreaField(
        _l("Reason, for the operator"),
        description=_l("Needed to refuse or to suspend."),
        render_kw={"rows": 3, "maxlength": 500},
    )


def _text(field: Field) -> str:
    return str(field.data or "").strip()
