import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.kit.database import db, unit_of_work
from portal.kit.lines import Line
from portal.kit.statements import among, ask, ask_in
from portal.kit.worker import Heartbeat

BEATS = Heartbeat.__table__
ADD = sa.insert(BEATS)
ALL = sa.select(BEATS.c.name, BEATS.c.at).order_by(BEATS.c.name)
ONE = sa.select(BEATS.c.name).where(BEATS.c.name == sa.bindparam("wanted"))
MOVE = sa.update(BEATS).where(BEATS.c.name == sa.bindparam("wanted")).values(at=sa.bindparam("moment"))


@pytest.fixture
def on_postgis(app):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("there are no trips to save")


def _kept() -> list[str]:
    db.session.rollback()
    return [row.name for row in ask(ALL)]


def _add(clock, *names: str, then: Exception | None = None) -> None:
    with unit_of_work():
        for name in names:
            ask(ADD, name=name, at=clock.now())
        if then is not None:
            raise then


def test_an_answer_has_its_rows_by_name_and_as_values(app, clock):
    _add(clock, "a", "b")
    found = ask(ALL)
    assert [(row.name, row.at) for row in found] == [("a", clock.now()), ("b", clock.now())]
    assert ask(ONE, wanted="b").one_or_none().name == "b"
    assert ask(ONE, wanted="c").first() is None
    assert ask(ALL).scalars() == ["a", "b"]
    with pytest.raises(sa.exc.MultipleResultsFound):
        ask(ALL).one_or_none()


def test_a_list_of_values_is_asked_for_by_one_statement(app, clock):
    _add(clock, *"abc")
    query = sa.select(BEATS.c.name).where(among(BEATS.c.name, "names")).order_by(BEATS.c.name)
    assert ask(query, names=["c", "a", "x"]).scalars() == ["a", "c"]
    assert ask(query, names=[]).all() == []


def test_what_is_asked_goes_in_its_order_among_everything_else(app, clock):
    later = clock.now().replace(year=2027)
    with unit_of_work() as session:
        ask(ADD, name="a", at=clock.now())
        ask(MOVE, wanted="a", moment=later)
        assert session.scalar(sa.select(Heartbeat.at)) == later
        session.add(Heartbeat(name="b", at=clock.now()))
        assert ask(ONE, wanted="b").scalar() == "b"


def test_a_write_nobody_looks_at_goes_with_the_commit_and_is_forgotten_by_a_rollback(app, clock):
    _add(clock, "a")
    with pytest.raises(RuntimeError):
        _add(clock, "b", then=RuntimeError())
    assert _kept() == ["a"]


def test_a_savepoint_that_is_rolled_back_takes_along_what_was_asked_in_it(app, clock):
    with unit_of_work() as session:
        ask(ADD, name="a", at=clock.now())
        inner = session.begin_nested()
        ask(ADD, name="b", at=clock.now())
        assert ask(ONE, wanted="b").scalar() == "b"
        inner.rollback()
        assert ask(ONE, wanted="b").scalar() is None
        ask(ADD, name="c", at=clock.now())
    assert _kept() == ["a", "c"]


def test_a_fault_that_comes_with_the_commit_leaves_nothing_behind(app, clock):
    _add(clock, "a")
    with pytest.raises(sa.exc.IntegrityError):
        _add(clock, "b", "a")
    assert _kept() == ["a"]


def test_a_fault_names_no_value(on_postgis, clock):
    with unit_of_work():
        ask(ADD, name="awa@example.org", at=clock.now())
        with pytest.raises(sa.exc.IntegrityError) as fault:
            ask(ADD, name="awa@example.org", at=clock.now()).all()
        assert fault.value.params is None
        db.session.rollback()


def test_text_that_no_database_keeps_is_refused_and_the_connection_lives_on(on_postgis, clock):
    with pytest.raises(sa.exc.DBAPIError):
        _add(clock, "a\0b")
    _add(clock, "b")
    assert _kept() == ["b"]


def test_statements_that_wait_make_one_trip(on_postgis, clock, sent):
    with unit_of_work():
        answers = [ask(ONE, wanted=name) for name in "ab"]
        ask(ADD, name="a", at=clock.now())
        assert sent == []
        assert [answer.scalar() for answer in answers] == [None, None]
        assert len(sent) == 3
        ask(ADD, name="b", at=clock.now())
    assert sent[-1] == "COMMIT"


def test_a_lost_connection_is_replaced(on_postgis, clock):
    with unit_of_work() as session:
        own = session.scalar(sa.text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:own)"), {"own": own})
        lost = ask(ADD, name="a", at=clock.now())
        with pytest.raises(sa.exc.DBAPIError):
            lost.all()
        session.rollback()
    _add(clock, "b")
    assert _kept() == ["b"]


def test_a_line_that_stands_still_keeps_its_prepared_statements_through_a_rollback(on_postgis, clock):
    ask(ONE, wanted="a").all()
    driver = db.session.connection().connection.driver_connection
    line = vars(driver)["portal_line"]
    assert isinstance(line, Line)
    kept = line.prepared
    db.session.rollback()
    ask(ONE, wanted="a").all()
    assert line.prepared == kept > 0


def test_a_session_never_speaks_on_the_connection_that_another_has_by_now(on_postgis, clock):
    _add(clock, "a")
    mine = db.session()
    mine.rollback()  # its connection lies in the pool, where the next one finds it
    with Session(db.engine) as other:
        ask_in(other, ADD, name="b", at=clock.now())
        own = other.connection().connection.driver_connection
        ask(ONE, wanted="a").all()
        assert mine.connection().connection.driver_connection is not own
        other.rollback()
    mine.rollback()
    assert _kept() == ["a"]
