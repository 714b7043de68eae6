"""The verifier without a network says of every permit what the portal says: one set of vectors for both."""

import json
import random
import shutil
import subprocess
from base64 import b64encode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from drones.permits.formats import content as format_
from drones.permits.formats import cose, keyring, revocations, text
from drones.permits.formats.keyring import Keyring, SigningKey
from drones.permits.model import Permit, ReadCode, RevocationList
from drones.permits.rules import state
from tests.unit.drones.permits import test_formats as formats
from tests.unit.drones.permits.cast import NOON, content, ring, signing, volume

ROOT = Path(__file__).resolve().parents[4]
READER = Path(__file__).with_name("reader.mjs")
DRILL = ring(7, exercise=True)
BOTH = Keyring(formats.RING.entries + DRILL.entries)
MORNING, EVENING = NOON - timedelta(hours=4), NOON + timedelta(hours=6)
SEVERAL = content(
    number=7, volumes=(volume(), volume(start=EVENING, end=EVENING + timedelta(hours=1), ceiling_m=60))
)


def node() -> str:
    """The Node.js that builds the front end."""
    found = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "node" / "bin"))
    assert found is not None, "Node.js is missing; `make setup-test` installs it"
    return found


def public(keys: Keyring) -> dict[str, Any]:
    """The keys as `GET /api/v1/permits/keys` gives them."""
    return {
        "keys": [
            {
                "kid": entry.id,
                "kty": "OKP",
                "crv": "Ed25519",
                "x": urlsafe_b64encode(entry.public.raw).decode().rstrip("="),
                "exercise": entry.public.exercise,
            }
            for entry in keys.entries
        ]
    }


def ask(cases: list[dict[str, Any]], *, keys: Keyring = BOTH, library: bool = False) -> list[dict[str, Any]]:
    """What the verifier's modules say of each case."""
    asked = {"keys": public(keys), "cases": cases, "library": library, "list": None}
    ran = subprocess.run(
        [node(), str(READER)], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


def readings(texts: list[str], **options: Any) -> list[str]:
    """Only what reading found."""
    return [one["code"] for one in ask([{"text": each} for each in texts], **options)]


def ours(shown: str, keys: Keyring = BOTH) -> str:
    """What the portal's own reading finds."""
    data = text.decode(shown)
    return ReadCode.NOT_GENUINE.value if data is None else format_.read(data, keys.public).code.value


def written(signed: bytes) -> dict[str, Any] | None:
    """A permit's content as the verifier writes it."""
    found = format_.read(signed, BOTH.public).content
    if found is None:
        return None
    return {
        "code": found.code,
        "operatorNumber": found.operator_number,
        "serialTail": found.serial_tail,
        "conditions": list(found.conditions),
        "exercise": found.exercise,
        "volumes": [
            {
                "rings": [[list(vertex) for vertex in one] for one in each.area.rings],
                "digits": each.area.digits,
                "ceiling": {"m": each.ceiling_m, "datum": each.ceiling_datum.value},
                "floor": {"m": each.floor_m, "datum": each.floor_datum.value},
                "start": int(each.start.timestamp()),
                "end": int(each.end.timestamp()),
            }
            for each in found.volumes
        ],
    }


def plain(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """The verifier's content in the same shape."""
    if found is None:
        return None
    volumes = []
    for one in found["volumes"]:
        area = one.pop("area")
        volumes.append({**one, "rings": area["rings"], "digits": area["digits"]})
    return {**found, "volumes": volumes}


@pytest.mark.parametrize("library", [False, True], ids=["own", "library"])
def test_both_read_the_same_permits_alike(library):
    answers = ask([{"text": text.encode(signed)} for signed in formats.EACH_SIGNED], library=library)
    assert [one["code"] for one in answers] == ["genuine"] * len(answers)
    assert [plain(one["content"]) for one in answers] == [written(one) for one in formats.EACH_SIGNED]


def test_both_refuse_the_same_ten_thousand_mutations():
    texts = list(formats.mutations(of_bytes=5_000, of_texts=5_000))
    found = readings(texts)
    assert "genuine" not in found
    assert found == [ours(each) for each in texts]


def test_the_library_refuses_as_the_browser_does():
    texts = list(formats.mutations(of_bytes=150, of_texts=50))
    second = int.from_bytes(formats.SIGNED[-32:], "little") + formats.ORDER
    texts.append(text.encode(formats.SIGNED[:-32] + second.to_bytes(32, "little")))
    assert readings(texts, library=True) == readings(texts) == [ours(each) for each in texts]


def test_both_refuse_other_forms_behind_a_good_signature():
    signed = [cose.sign(payload, formats.KEY) for payload in formats.ODD_PAYLOADS]
    texts = [text.encode(one) for one in signed if len(one) < 500]
    assert len(texts) > 30
    assert set(readings(texts)) == {"unknown_format"}
    assert set(readings([text.encode(one) for one in formats.ODD_MESSAGES])) == {"not_genuine"}


def test_both_judge_alike_what_a_good_key_signed_over_changed_contents():
    chance = random.Random(11)
    payloads = [format_.encode(permit) for permit in formats.VARIANTS]
    texts = []
    for turn in range(3_000):
        payload = bytearray(payloads[turn % len(payloads)])
        for _change in range(chance.choice([1, 1, 2])):
            formats.mutate(payload, chance)
        texts.append(text.encode(cose.sign(bytes(payload), formats.KEY)))
    answers = ask([{"text": each} for each in texts])
    assert [one["code"] for one in answers] == [ours(each) for each in texts]
    expected = [written(text.decode(each) or b"") for each in texts]
    assert [plain(one["content"]) for one in answers] == expected
    # A changed digit of a height is another genuine permit; both kinds must have been met.
    assert {one["code"] for one in answers} >= {"genuine", "unknown_format"}


def test_an_exercise_key_vouches_for_exercises_only():
    earnest = SigningKey(signing(DRILL).id, signing(DRILL).key)
    texts = [format_.sign(content(), earnest), format_.sign(content(exercise=True), signing(DRILL))]
    assert readings([text.encode(one) for one in texts]) == ["unknown_format", "genuine"]


def test_unknown_keys_are_told_from_forgeries():
    assert readings([text.encode(formats.SIGNED)], keys=ring(9)) == ["unknown_key"]


def signed_list(as_of: datetime, *, revoked=(), suspended=(), key=formats.KEY) -> str:
    """A signed list in base 64."""
    found = RevocationList(as_of, frozenset(revoked), frozenset(suspended))
    return b64encode(revocations.sign(found, key)).decode()


def verdict(permit, moment: datetime, listed: str, key=formats.KEY) -> tuple[str, str | None]:
    """The state, and why."""
    signed = text.encode(format_.sign(permit, key))
    [found] = ask([{"text": signed, "now": moment.timestamp(), "list": listed}])
    return found["state"], found["why"]


@pytest.mark.parametrize(
    ("moment", "as_of", "marks", "expected"),
    [
        (NOON, MORNING, {}, ("valid", None)),
        (NOON - timedelta(seconds=1), MORNING, {}, ("not_yet", None)),
        (NOON + timedelta(minutes=30), MORNING, {}, ("not_yet", None)),
        (EVENING, MORNING, {}, ("valid", None)),
        (EVENING + timedelta(hours=1), MORNING, {}, ("expired", None)),
        (NOON, MORNING, {"revoked": [7]}, ("revoked", None)),
        (EVENING + timedelta(hours=2), MORNING, {"revoked": [7]}, ("revoked", None)),
        (NOON, MORNING, {"suspended": [7]}, ("suspended", None)),
        (NOON, NOON - timedelta(hours=24), {}, ("valid", None)),
        (NOON, NOON - timedelta(hours=24, seconds=1), {}, ("not_known", "old_list")),
        (NOON, NOON - timedelta(days=3), {"revoked": [7]}, ("revoked", None)),
        (NOON, NOON + timedelta(seconds=61), {}, ("not_known", "clock")),
        (NOON, NOON + timedelta(seconds=30), {}, ("valid", None)),
        # The list itself proves that the window is over, whatever the clock says.
        (NOON, EVENING + timedelta(hours=2), {}, ("expired", None)),
    ],
)
def test_the_verdict_follows_from_the_list_and_the_clock(moment, as_of, marks, expected):
    assert verdict(SEVERAL, moment, signed_list(as_of, **marks)) == expected


def test_without_a_list_nothing_is_valid():
    assert verdict(SEVERAL, NOON, "") == ("not_known", "no_list")


def test_a_changed_list_and_a_strangers_list_count_as_none():
    whole = signed_list(MORNING)
    assert verdict(SEVERAL, NOON, whole[:-8] + "AAAAAAA=") == ("not_known", "no_list")
    assert verdict(SEVERAL, NOON, signed_list(MORNING, key=signing(ring(9)))) == ("not_known", "no_list")
    assert verdict(SEVERAL, NOON, b64encode(formats.SIGNED).decode()) == ("not_known", "no_list")


def test_an_exercises_list_vouches_for_no_real_permit():
    drill = signed_list(MORNING, key=signing(DRILL))
    assert verdict(SEVERAL, NOON, drill) == ("not_known", "no_list")
    assert verdict(content(exercise=True), NOON, drill, signing(DRILL)) == ("valid", None)


def test_with_a_fresh_list_the_verdict_is_that_of_the_register():
    moments = [NOON + timedelta(minutes=30 * step) for step in range(-2, 16)]
    cases = [
        {
            "text": text.encode(format_.sign(SEVERAL, formats.KEY)),
            "now": moment.timestamp(),
            "list": signed_list(moment),
        }
        for moment in moments
    ]
    reading = format_.read(format_.sign(SEVERAL, formats.KEY), BOTH.public)
    record = Permit(id=SEVERAL.code, flight_id="f", content=SEVERAL, signed=b"", key_id="", issued_at=MORNING)
    assert [one["state"] for one in ask(cases)] == [state(reading, record, each).value for each in moments]


def test_several_volumes_say_which_is_valid_and_until_when():
    case = {"text": text.encode(format_.sign(SEVERAL, formats.KEY)), "now": EVENING.timestamp()}
    [found] = ask([{**case, "list": signed_list(MORNING)}])
    assert found["nowValid"] == [1]
    assert found["until"] == int((EVENING + timedelta(hours=1)).timestamp())


def test_what_cannot_be_judged_without_the_portal_is_said_so():
    found = ask([{"text": each, "now": NOON.timestamp()} for each in ("aero-1b8o", "é?", "")])
    assert [one["state"] for one in found] == ["code_alone", "unreadable", "unreadable"]


def test_a_key_whose_id_is_not_its_digest_is_not_pinned():
    swapped = public(ring(1))
    swapped["keys"][0]["x"] = public(ring(2))["keys"][0]["x"]
    asked = json.dumps({"keys": swapped, "cases": []})
    ran = subprocess.run([node(), str(READER)], input=asked, text=True, capture_output=True, check=False)
    assert "Error: key" in ran.stderr


@pytest.mark.parametrize("raw", sorted(keyring.WEAK), ids=lambda raw: raw.hex()[:8])
def test_a_key_of_small_order_is_pinned_by_neither(raw):
    document = public(ring(1))
    kid = sha256(raw).hexdigest()[:8]
    document["keys"][0].update(x=urlsafe_b64encode(raw).decode().rstrip("="), kid=kid)
    asked = json.dumps({"keys": document, "cases": []})
    ran = subprocess.run([node(), str(READER)], input=asked, text=True, capture_output=True, check=False)
    assert "Error: key" in ran.stderr
    assert keyring.is_weak(raw)


def test_signatures_with_points_of_small_order_are_refused_by_both():
    texts = []
    for point in sorted(keyring.WEAK):
        for rest in (bytes(32), formats.SIGNED[-32:]):
            texts.append(text.encode(formats.SIGNED[:-64] + point + rest))
    assert set(readings(texts)) == set(readings(texts, library=True)) == {"not_genuine"}
    assert {ours(each) for each in texts} == {"not_genuine"}
