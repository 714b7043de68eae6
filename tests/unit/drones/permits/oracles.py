"""Two other implementations of COSE, as oracles.

``cwt`` imports ``certvalidator`` for certificates in keys, which are not used here. Its ``oscrypto`` cannot
read the version of an OpenSSL with a two-digit patch number (3.0.19) and stops the import, so an empty
stand-in takes its place while ``cwt`` is loaded.
"""

import sys
from types import ModuleType
from typing import Any

import cbor2

try:
    import certvalidator  # noqa: F401
except Exception:
    for name in [name for name in sys.modules if name.split(".")[0] in {"certvalidator", "oscrypto"}]:
        del sys.modules[name]
    _stand_in = ModuleType("certvalidator")
    _stand_in.CertificateValidator = _stand_in.ValidationContext = object  # type: ignore[attr-defined]
    sys.modules["certvalidator"] = _stand_in

from cwt import COSE, COSEKey
from pycose.keys import OKPKey
from pycose.messages import Sign1Message


def parts(message: bytes) -> list[Any]:
    """The four parts of a tagged message. cbor2 6 gives them frozen, which both oracles do not expect."""
    tagged = cbor2.loads(message)
    assert tagged.tag == 18
    protected, unprotected, payload, signature = tagged.value
    return [protected, dict(unprotected), payload, signature]


def opened_by_cwt(message: bytes, public: bytes, key_id: bytes) -> bytes:
    """The payload, behind a signature that cwt has checked; it raises otherwise."""
    return COSE.new().decode(cbor2.CBORTag(18, parts(message)), _key(public, key_id))


def signed_by_cwt(payload: bytes, private: bytes, public: bytes, key_id: bytes) -> bytes:
    """The message that cwt makes with the algorithm and the key id in its protected header."""
    key = _key(public, key_id, {-4: private})
    return COSE.new().encode_and_sign(payload, key, protected={1: -8, 4: key_id})


def _key(public: bytes, key_id: bytes, more: dict[int, Any] | None = None) -> Any:
    """A COSE key by number (RFC 9053, section 7.2): OKP, key id, EdDSA, Ed25519, x."""
    return COSEKey.new({1: 1, 2: key_id, 3: -8, -1: 6, -2: public, **(more or {})})


def opened_by_pycose(message: bytes, public: bytes) -> Sign1Message:
    """The message, whose signature pycose has checked."""
    found = Sign1Message.from_cose_obj(parts(message), False)
    found.key = OKPKey(crv="ED25519", x=public)
    assert found.verify_signature()
    return found
