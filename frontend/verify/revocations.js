// The signed list of permits that are revoked or suspended before their end.
import { decode } from "./cbor.js";
import { open } from "./cose.js";
import { encode as base32 } from "./text.js";

const KIND_LIST = 2;
const NUMBER_BYTES = 5;
const LAST_SECOND = 253_402_300_799;

// {asOf, revoked, suspended, exercise} with sets of eight-character codes; null unless a pinned key signed
// exactly this. `exercise` tells that an exercise's key did: it vouches for no real permit.
export async function read(data, keys, check) {
  const { payload, key } = await open(data, keys, check);
  if (payload === undefined) return null;
  try {
    const fields = decode(payload);
    if (!(fields instanceof Map) || fields.size !== 4 || fields.get(0) !== KIND_LIST) return null;
    const asOf = fields.get(1);
    if (!Number.isSafeInteger(asOf) || asOf > LAST_SECOND) return null;
    const [revoked, suspended] = [codes(fields.get(2)), codes(fields.get(3))];
    return revoked && suspended ? { asOf, revoked, suspended, exercise: key.exercise } : null;
  } catch {
    return null;
  }
}

// Five bytes a permit, sorted, none twice.
function codes(packed) {
  if (!(packed instanceof Uint8Array) || packed.length % NUMBER_BYTES !== 0) return null;
  const found = new Set();
  let last = -1;
  for (let at = 0; at < packed.length; at += NUMBER_BYTES) {
    const bytes = packed.subarray(at, at + NUMBER_BYTES);
    const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    if (number <= last) return null;
    found.add(base32(bytes));
    last = number;
  }
  return found;
}
