"""A form shows the faults of the rules beside its fields, as many as somebody reads."""

import pytest
from apiflask import APIFlask
from wtforms import StringField

from portal.kit.forms import MOST_SHOWN, Form
from portal.kit.model import Fault


class Trial(Form):
    name = StringField("Name")


@pytest.mark.parametrize("pointer", ["/name", "/elsewhere"])
def test_no_more_faults_are_shown_than_somebody_reads(app: APIFlask, pointer: str) -> None:
    with app.test_request_context():
        form = Trial()
        form.show([Fault(pointer, "problem.field")] * (MOST_SHOWN + 1))
        assert len(form.name.errors if pointer == "/name" else form.form_errors) == MOST_SHOWN
        assert form.errors
