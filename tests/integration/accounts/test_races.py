"""What two people do at the same moment."""

from __future__ import annotations

import threading

from portal.accounts import limits, service, store
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem
from tests.integration.accounts.people import PASSWORD, make


def at_once(app, *tasks) -> list[object]:
    """Run each task in a thread and an application context of its own; their answers or faults."""
    start, answers = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(place: int) -> None:
        with app.app_context():
            start.wait(10)
            try:
                with unit_of_work():
                    answers[place] = tasks[place]()
            except Problem as problem:
                answers[place] = problem.code

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return answers


def test_of_two_accounts_of_one_address_one_is_made(app):
    def create() -> str:
        return service.create_person(
            email="awa@kayes.example", password=PASSWORD, roles=["owner"], now=now()
        ).email

    answers = at_once(app, create, create, create)
    assert sorted(answers) == ["accounts.error.email_taken"] * 2 + ["awa@kayes.example"]
    assert len(service.people()) == 1


def test_failures_at_the_same_moment_are_all_counted(app):
    subjects = limits.recovery("awa@kayes.example")
    at_once(app, *[lambda: limits.count(subjects)] * 4)
    assert store.attempts(subjects[0].digest).failures == 4


def test_a_code_sent_twice_at_the_same_moment_opens_once(app):
    officer = make("officer")
    answers = at_once(app, *[lambda: store.claim_counter(officer.id, 1000)] * 4)
    assert sorted(answers) == [False, False, False, True]


def test_of_two_answers_to_one_invitation_one_makes_the_account(app):
    admin = make("admin")
    with unit_of_work():
        secret = service.invite(
            email="moussa@kayes.example", role="registrar", command=None, locale="fr", by=admin.id, now=now()
        )
    token = secret.text.rpartition("/")[2]

    def accept() -> str:
        return service.accept(token=token, password=PASSWORD, phone=None, locale="fr", now=now()).email

    answers = at_once(app, accept, accept)
    assert sorted(answers) == ["accounts.error.invitation_closed", "moussa@kayes.example"]
