// COSE_Sign1 with EdDSA in exactly one form: tag 18, headers {1: -8, 4: key id}, no others.
import { bytesHead } from "./cbor.js";

const KEY_AT = 8;
const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const BEFORE_KEY = [0xd2, 0x84, 0x49, 0xa2, 0x01, 0x27, 0x04, 0x44];
const UNPROTECTED = 0xa0;
const SIGNATURE_HEAD = [0x58, SIGNATURE_BYTES];
const SIGNATURE_1 = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];

function same(left, right) {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

function assemble(keyId, payload, signature) {
  const head = [...BEFORE_KEY, ...keyId, UNPROTECTED, ...bytesHead(payload.length)];
  return Uint8Array.from([...head, ...payload, ...SIGNATURE_HEAD, ...signature]);
}

// Key id, payload, signature and what was signed; null unless the parts make the very same message again.
export function takeApart(data) {
  const before = KEY_AT + KEY_ID_BYTES + 1;
  const keyId = data.subarray(KEY_AT, KEY_AT + KEY_ID_BYTES);
  const signature = data.subarray(Math.max(0, data.length - SIGNATURE_BYTES));
  for (const head of [1, 2, 3]) {
    const end = data.length - SIGNATURE_BYTES - SIGNATURE_HEAD.length;
    if (end < before + head) continue;
    const payload = data.subarray(before + head, end);
    if (!same(assemble(keyId, payload, signature), data)) continue;
    const signed = [...SIGNATURE_1, 0x49, ...data.subarray(3, before - 1), 0x40];
    return { keyId: hex(keyId), payload, signature, signed: Uint8Array.from([...signed, ...bytesHead(payload.length), ...payload]) };
  }
  return null;
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Open a message with the pinned keys; `check(publicKey, signature, signed)` says whether a signature is good.
// Gives {code, payload, key, keyId}; the payload is there only behind a good signature.
export async function open(data, keys, check) {
  const parts = takeApart(data);
  if (parts === null) return { code: "not_genuine" };
  const { keyId } = parts;
  const key = keys.get(keyId);
  if (key === undefined) return { code: "unknown_key", keyId };
  if (!(await check(key.raw, parts.signature, parts.signed))) return { code: "not_genuine", keyId };
  return { code: "genuine", payload: parts.payload, key, keyId };
}
