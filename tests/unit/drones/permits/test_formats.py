"""Signed permits: one form, read back by two other implementations, and no way around the signature."""

import random
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import cbor2
import pytest
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm

from drones.permits.formats import content as format_
from drones.permits.formats import cose, revocations, text
from drones.permits.formats.keyring import Keyring
from drones.permits.model import PermitArea, ReadCode, RevocationList
from geofences.engine.model import Datum
from tests.unit.drones.permits import oracles
from tests.unit.drones.permits.cast import NOON, content, ring, signing, sixteen, volume

RING = ring(1, 2)
KEYS = RING.public
KEY = signing(RING)
SIGNED = format_.sign(content(), KEY)
ORDER = 2**252 + 27742317777372353535851937790883648493

VARIANTS = [
    content(),
    content(conditions=(), exercise=True),
    content(floor_m=-20, floor_datum=Datum.AMSL, ceiling_datum=Datum.WGS84, ceiling_m=100_000),
    content(floor_m=30, conditions=(1, 24, 255)),
    content(
        number=0, area=PermitArea(4, (((0, 0), (1, 0), (0, 1)), ((-1_800_000, 900_000), (5, 5), (9, 3))))
    ),
    content(number=2**40 - 1, end=NOON + timedelta(days=400), area=sixteen(65_000, 5)),
    content(
        volumes=(
            volume(),
            volume(ceiling_m=-3, ceiling_datum=Datum.WGS84, floor_m=-9, floor_datum=Datum.AMSL),
        )
    ),
    content(
        volumes=tuple(
            volume(
                area=PermitArea(7, (((at, 0), (at + 5, 0), (0, 70_000)),)), start=NOON - timedelta(hours=at)
            )
            for at in range(4)
        )
    ),
]
#: What is signed for each: one volume and several, exercises, other datums.
EACH_SIGNED = [format_.sign(permit, KEY) for permit in VARIANTS]
#: The payload of a permit of one volume, as it was first written: papers that are out must stay genuine.
FIRST_FORM = bytes.fromhex(
    "aa00010145012345678902704d4c496b61793464726f6e653030316c036635363738394104820798203a06d186af1a089c6d34"
    "390edd194abe392a56193f5d393f5c192a57394abd190ede394abd390edd393f5c392a56392a56393f5c390edd394abd190ede"
    "394abd192a57393f5c193f5d392a56194abe390edd194abe190ede193f5d192a57192a57193f5d05821878000682181e00071a"
    "6b042ac00819070809820103"
)


def test_a_permit_of_one_volume_is_written_as_ever():
    assert format_.encode(content(floor_m=30)) == FIRST_FORM
    assert format_.decode(FIRST_FORM) == content(floor_m=30)


@pytest.mark.parametrize("permit", VARIANTS)
def test_what_was_signed_is_read_back(permit):
    reading = format_.read(format_.sign(permit, KEY), KEYS)
    assert (reading.code, reading.content, reading.key_id) == (ReadCode.GENUINE, permit, KEY.id.hex())


def test_a_permit_of_the_older_of_two_keys_is_still_read():
    older = signing(ring(1))
    assert format_.read(format_.sign(content(), older), KEYS).code is ReadCode.GENUINE


@pytest.mark.parametrize("permit", VARIANTS)
def test_cwt_verifies_the_same_bytes(permit):
    signed = format_.sign(permit, KEY)
    assert oracles.opened_by_cwt(signed, KEYS[KEY.id].raw, KEY.id) == format_.encode(permit)


@pytest.mark.parametrize("permit", VARIANTS)
def test_pycose_verifies_the_same_bytes(permit):
    message = oracles.opened_by_pycose(format_.sign(permit, KEY), KEYS[KEY.id].raw)
    assert message.payload == format_.encode(permit)
    assert message.phdr == {Algorithm: EdDSA, KID: KEY.id}
    assert message.uhdr == {}


def test_what_cwt_signs_is_our_very_message():
    theirs = oracles.signed_by_cwt(
        format_.encode(content()), KEY.key.private_bytes_raw(), KEYS[KEY.id].raw, KEY.id
    )
    assert theirs == SIGNED


@pytest.mark.parametrize("place", [5, 20, 100, -1])
def test_the_other_implementations_refuse_what_we_refuse(place):
    forged = bytearray(SIGNED)
    forged[place] ^= 1
    with pytest.raises(Exception, match=r".*"):
        oracles.opened_by_cwt(bytes(forged), KEYS[KEY.id].raw, KEY.id)
    assert format_.read(bytes(forged), KEYS).content is None


def mutations(*, of_bytes: int, of_texts: int) -> Iterator[str]:
    """Texts of changed permits of one and of several volumes, none of them as it was signed."""
    chance = random.Random(20261123)
    for turn in range(of_bytes):
        signed = EACH_SIGNED[turn % len(EACH_SIGNED)]
        forged = bytearray(signed)
        while bytes(forged) == signed:
            for _change in range(chance.choice([1, 1, 1, 2, 5])):
                mutate(forged, chance)
        yield text.encode(bytes(forged))
    for turn in range(of_texts):
        whole = text.encode(EACH_SIGNED[turn % len(EACH_SIGNED)])
        letters = list(whole)
        while "".join(letters) == whole:
            letters[chance.randrange(len(letters))] = chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567018=- a")
            if chance.random() < 0.2:
                letters.pop(chance.randrange(len(letters)))
        yield "".join(letters)


def test_ten_thousand_mutated_permits_and_none_is_accepted():
    forgeries = list(mutations(of_bytes=5_000, of_texts=5_000))
    assert len(forgeries) == 10_000
    for forged in forgeries:
        data = text.decode(forged)
        assert data is None or format_.read(data, KEYS).content is None


def mutate(forged: bytearray, chance: random.Random) -> None:
    """Flip, set, insert or drop one byte."""
    place = chance.randrange(len(forged))
    match chance.randrange(4):
        case 0:
            forged[place] ^= 1 << chance.randrange(8)
        case 1:
            forged[place] = chance.randrange(256)
        case 2:
            forged.insert(place, chance.randrange(256))
        case _:
            del forged[place]


def test_no_single_bit_may_change():
    for bit in range(len(SIGNED) * 8):
        forged = bytearray(SIGNED)
        forged[bit // 8] ^= 1 << bit % 8
        assert format_.read(bytes(forged), KEYS).content is None


def test_the_second_form_of_a_signature_is_refused():
    second = int.from_bytes(SIGNED[-32:], "little") + ORDER
    assert format_.read(SIGNED[:-32] + second.to_bytes(32, "little"), KEYS).code is ReadCode.NOT_GENUINE


def test_nothing_may_follow_or_precede():
    assert format_.read(SIGNED + b"\x00", KEYS).code is ReadCode.NOT_GENUINE
    assert format_.read(b"\x00" + SIGNED, KEYS).code is ReadCode.NOT_GENUINE
    assert format_.read(b"", KEYS).code is ReadCode.NOT_GENUINE


def _message(protected: bytes, unprotected: dict, payload: bytes, *, tag: int | None = 18) -> bytes:
    """A message signed with our key, in whatever form the test asks for."""
    signature = KEY.key.sign(cose.encode(["Signature1", protected, b"", payload]))
    body = [protected, unprotected, payload, signature]
    return cbor2.dumps(body if tag is None else cbor2.CBORTag(tag, body))


PAYLOAD = format_.encode(content())
PROTECTED = cose.encode({1: -8, 4: KEY.id})


def test_the_form_of_the_next_test_is_ours_when_nothing_is_changed():
    assert _message(PROTECTED, {}, PAYLOAD) == SIGNED


ODD_MESSAGES = [
    _message(PROTECTED, {}, PAYLOAD, tag=None),
    _message(PROTECTED, {}, PAYLOAD, tag=98),
    _message(PROTECTED, {4: KEY.id}, PAYLOAD),
    _message(PROTECTED, {1: -8}, PAYLOAD),
    _message(cose.encode({1: -7, 4: KEY.id}), {}, PAYLOAD),
    _message(cose.encode({1: -8}), {4: KEY.id}, PAYLOAD),
    _message(cose.encode({1: -8, 4: KEY.id, 3: 0}), {}, PAYLOAD),
    _message(cose.encode({1: -8, 2: [1], 4: KEY.id}), {}, PAYLOAD),
    _message(cbor2.dumps({4: KEY.id, 1: -8}), {}, PAYLOAD),
    _message(b"", {}, PAYLOAD),
]


@pytest.mark.parametrize("message", ODD_MESSAGES)
def test_another_form_is_refused_even_with_a_good_signature(message):
    assert format_.read(message, KEYS).code is ReadCode.NOT_GENUINE


def test_a_byte_string_of_unknown_length_is_refused():
    chunked = SIGNED.replace(b"\x49" + PROTECTED, b"\x5f\x49" + PROTECTED + b"\xff")
    assert chunked != SIGNED
    assert format_.read(chunked, KEYS).code is ReadCode.NOT_GENUINE


FIELDS = cbor2.loads(PAYLOAD)


ODD_PAYLOADS = [
    cose.encode({**FIELDS, 0: 2}),
    cose.encode({**FIELDS, 99: 1}),
    cose.encode({**FIELDS, 10: False}),
    cose.encode({**FIELDS, 9: []}),
    cose.encode({**FIELDS, 9: [3, 1]}),
    cose.encode({**FIELDS, 9: [1, 1]}),
    cose.encode({**FIELDS, 6: [0, 0]}),
    cose.encode({**FIELDS, 5: [120.0, 0]}),
    cose.encode({**FIELDS, 5: [True, 0]}),
    cose.encode({**FIELDS, 10: 1}),
    cose.encode({**FIELDS, 5: [120, -1]}),
    cose.encode({**FIELDS, 5: [120, 3]}),
    cose.encode({**FIELDS, 7: FIELDS[7] + 0.5}),
    cose.encode({**FIELDS, 7: -1}),
    cose.encode({**FIELDS, 7: 2**70}),
    cose.encode({**FIELDS, 8: 0}),
    cose.encode({**FIELDS, 2: "MLIKAY4DRONE001L"}),
    cose.encode({**FIELDS, 1: b"\x00\x00"}),
    cose.encode({**FIELDS, 4: [7, [0, 0, 1, 1]]}),
    cose.encode({**FIELDS, 4: [3, [0, 0, 1, 1, 0, 1]]}),
    cose.encode({**FIELDS, 11: []}),
    cose.encode({**FIELDS, 11: [[0, 1_800, 360]]}),
    cose.encode({**FIELDS, 11: [[0, 1_800, 360, 0, FIELDS[4][1]]]}),
    cose.encode({**FIELDS, 11: [[0, 0, 360, 0]]}),
    cose.encode({**FIELDS, 11: [[0, 1_800, 360.0, 0]]}),
    cose.encode({**FIELDS, 11: [{0: 0}]}),
    cose.encode({**FIELDS, 11: [[0, 1_800, 360 + 3 * at, 0] for at in range(4)]}),
    cose.encode({key: value for key, value in FIELDS.items() if key != 3}),
    cbor2.dumps(dict(reversed(FIELDS.items()))),
    PAYLOAD + b"\x00",
    PAYLOAD[:-1],
    cose.encode([1, 2]),
    b"\xc1\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00",
    b"\x81" * 900,
    b"",
]


@pytest.mark.parametrize("payload", ODD_PAYLOADS)
def test_a_payload_of_another_form_gives_no_content_even_with_a_good_signature(payload):
    assert format_.read(cose.sign(payload, KEY), KEYS).code is ReadCode.UNKNOWN_FORMAT


def test_an_unknown_key_is_told_from_a_forgery():
    assert format_.read(SIGNED, {}).code is ReadCode.UNKNOWN_KEY
    stranger = replace(signing(ring(9)), id=KEY.id)
    assert format_.read(format_.sign(content(), stranger), KEYS).code is ReadCode.NOT_GENUINE


def test_an_exercise_key_signs_and_vouches_for_exercises_only():
    drill = ring(7, exercise=True)
    with pytest.raises(ValueError, match="exercise_key"):
        format_.sign(content(), signing(drill))
    earnest = replace(signing(drill), exercise=False)
    assert format_.read(format_.sign(content(), earnest), drill.public).content is None
    assert format_.read(format_.sign(content(exercise=True), signing(drill)), drill.public).content


def test_a_signed_list_is_no_permit_and_a_permit_no_list():
    listed = revocations.sign(RevocationList(NOON, frozenset({1}), frozenset()), KEY)
    assert format_.read(listed, KEYS).content is None
    assert revocations.read(SIGNED, KEYS) is None


def test_a_list_of_500_permits_takes_less_than_4_kb():
    chance = random.Random(7)
    numbers = [chance.getrandbits(40) for _each in range(500)]
    wanted = RevocationList(NOON, frozenset(numbers[:400]), frozenset(numbers[400:]))
    signed = revocations.sign(wanted, KEY)
    assert len(signed) <= 4096
    assert revocations.read(signed, KEYS) == wanted


def test_a_changed_list_is_not_read():
    signed = bytearray(revocations.sign(RevocationList(NOON, frozenset({1, 2}), frozenset()), KEY))
    signed[30] ^= 1
    assert revocations.read(bytes(signed), KEYS) is None
    packed = cose.encode({0: 2, 1: 0, 2: b"\x00\x00\x00\x00\x02\x00\x00\x00\x00\x01", 3: b""})
    assert revocations.read(cose.sign(packed, KEY), KEYS) is None


def test_a_text_has_one_form():
    whole = text.encode(SIGNED)
    assert text.decode(whole) == SIGNED
    assert text.decode(whole.lower()) is None
    assert text.decode(whole + "=") is None
    assert text.decode("") is None
    assert text.decode("A" * 2_000) is None


def test_left_over_bits_of_the_last_character_must_be_zero():
    whole = b32encode(b"\x00").decode().rstrip("=")
    assert whole == "AA"
    assert [text.decode("A" + letter) for letter in "ABCD"] == [b"\x00", None, None, None]


def test_what_people_type_becomes_a_text_or_a_code():
    whole = text.encode(SIGNED)
    assert text.typed(f" https://portail.example.ml/V/{whole}\n") == whole
    assert text.typed(f"HTTPS://PORTAIL.EXAMPLE.ML/V/{whole}") == whole
    assert text.typed("aero-1b8o") == "AEROIBBO"
    assert text.is_code("AEROIBBO")
    assert not text.is_code("AERO1BBO")
    assert not text.is_code("AEROIBB")


def test_the_code_of_a_permit_has_eight_letters_or_digits():
    assert content(number=0).code == "AAAAAAAA"
    assert content().code == "AERUKZ4J"
    assert text.spaced("AERUKZ4J") == "AERU-KZ4J"


def test_the_address_is_upper_case():
    assert text.address("https://portail.example.ml/", "ABC") == "HTTPS://PORTAIL.EXAMPLE.ML/V/ABC"


def test_no_key_means_no_signing_key():
    assert Keyring().signing is None
