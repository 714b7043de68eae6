"""Notices as mails and short messages."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from portal.notices.formats import to_email, to_sms

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def mail(**changed: str):
    facts = {
        "message_id": "abc",
        "sender": "portail@kayes.example",
        "recipient": "awa@kayes.example",
        "subject": "Vol autorisé",
        "body": "Bonjour,\n\nVotre vol à Bafoulabé est autorisé.",
        "locale": "fr",
    } | changed
    return message_from_bytes(to_email(**facts, date=NOW).as_bytes(), policy=default)


def test_a_mail_is_read_back_with_its_accents():
    read = mail()
    assert read["Subject"] == "Vol autorisé"
    assert read.get_content().strip().endswith("Bafoulabé est autorisé.")
    assert read["To"] == "awa@kayes.example"


def test_the_same_notice_has_the_same_identifier_each_time():
    assert mail()["Message-ID"] == mail()["Message-ID"] == "<abc@kayes.example>"


def test_a_line_break_in_a_subject_adds_no_header():
    read = mail(subject="Bonjour\r\nBcc: espion@example.org")
    assert read["Bcc"] is None
    assert read["Subject"] == "Bonjour Bcc: espion@example.org"


def test_a_mail_says_its_language_and_that_no_person_wrote_it():
    assert mail()["Content-Language"] == "fr"
    assert mail()["Auto-Submitted"] == "auto-generated"


def test_a_short_message_begins_with_its_number():
    assert to_sms(recipient="+22370000000", subject="Vol", body="Autorisé").splitlines()[0] == b"+22370000000"
