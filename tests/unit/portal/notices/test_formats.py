"""Notices as mails, short messages and signed webhooks."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from portal.notices.formats import (
    LONGEST_SMS,
    fitting,
    gsm7,
    new_secret,
    septets,
    signature,
    sms_file,
    sms_request,
    to_email,
    to_webhook,
)

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
    assert sms_file(recipient="+22370000000", text="Vol").splitlines()[0] == b"+22370000000"


def test_a_gateway_gets_the_notices_own_id():
    document = json.loads(sms_request(message_id="abc", recipient="+22370000000", text="Vol"))
    assert document == {"id": "abc", "to": "+22370000000", "text": "Vol"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Vol autorisé à Kayes", "Vol autorisé à Kayes"),
        ("reçu – l’été « fin »", 'recu - l\'été " fin "'),
        ("forêt, île, où", "foret, ile, où"),
        ("飛", "?"),
        ("cœur", "coeur"),
    ],
)
def test_a_text_keeps_the_letters_of_the_alphabet_of_telephones(text, plain):
    assert gsm7(text) == plain


def test_characters_of_the_extension_table_count_twice():
    assert septets("[€]") == 6
    assert septets("Vol") == 3


@pytest.mark.parametrize("text", ["é" * 160, "é" * 161, "€" * 90, "飛" * 500, "a b " * 200])
def test_a_short_message_fits_into_one(text):
    assert septets(fitting(text)) <= LONGEST_SMS


def test_a_text_that_is_cut_says_so():
    assert fitting("a" * 200).endswith("...")
    assert fitting("a" * 160) == "a" * 160


CREATED = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
SECRET = new_secret(bytes(range(32)))


def webhook(now=NOW):
    facts = {"reference": "K7QM2"}
    return to_webhook(
        secret=SECRET, message_id="m1", code="flights.told.approved", facts=facts, created=CREATED, now=now
    )


def test_a_webhook_is_signed_as_its_receiver_computes_it():
    headers, body = webhook()
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, "sha256").digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"


def test_the_published_example_of_standard_webhooks_comes_out():
    signed = signature(
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_second_try_has_the_same_id_and_body():
    (first, body), (second, again) = webhook(), webhook(NOW + timedelta(minutes=1))
    assert body == again
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert json.loads(body) == {
        "type": "flights.told.approved",
        "timestamp": "2026-11-23T11:00:00Z",
        "data": {"reference": "K7QM2"},
    }


@pytest.mark.parametrize("length", [0, 23, 65])
def test_a_secret_of_the_wrong_length_is_not_made(length):
    with pytest.raises(ValueError, match="length"):
        new_secret(bytes(length))
