"""One key has one answer, even for two who come at the same moment."""

from datetime import timedelta

import pytest

from portal.kit import idempotency
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("database")
KEY = {"person_id": "p", "route": "POST /things", "key": "k", "body": b"{}"}


def _remember(answer):
    idempotency.remember(**KEY, answer=answer, status=201, now=NOON + timedelta(seconds=answer["n"]))


def test_who_comes_second_at_the_same_moment_is_told_so_and_nothing_of_theirs_stays():
    assert idempotency.replay(**KEY) is None
    with unit_of_work():
        _remember({"n": 1})
    db.session.expunge_all()
    with pytest.raises(Problem) as told, unit_of_work():
        _remember({"n": 2})
    assert (told.value.code, told.value.status) == ("problem.http_409", 409)
    assert idempotency.replay(**KEY).answer == {"n": 1}
