// The public keys that this device has pinned.
import { hex } from "./cose.js";

const RAW_BYTES = 32;
const KEY_ID_LETTERS = 8;
const P = 2n ** 255n - 19n;
const ORDER_8 = 2_707_385_501_144_840_649_318_225_287_225_658_788_936_804_267_575_313_519_463_743_609_750_303_402_022n;
// Points of small order, in every encoding: behind such a "key" a signature of zeros is good for anything.
const WEAK = new Set([0n, 1n, ORDER_8, P - ORDER_8, P - 1n, P, P + 1n]);

function isWeak(raw) {
  const value = BigInt(`0x${hex(Uint8Array.from(raw).reverse())}`);
  return WEAK.has(value & (2n ** 255n - 1n));
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

// The keys of the portal's answer by key id; throws for a key whose id is not the digest of its bytes.
export async function pinned(document) {
  const found = new Map();
  for (const { kid, kty, crv, x, exercise } of document.keys) {
    const raw = fromBase64(x);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", raw));
    const right = kty === "OKP" && crv === "Ed25519" && raw.length === RAW_BYTES && !isWeak(raw);
    if (!right || kid !== hex(digest).slice(0, KEY_ID_LETTERS)) throw new Error("key");
    // Whatever is not plainly a key for real permits is an exercise's.
    found.set(kid, { raw, exercise: exercise !== false });
  }
  return found;
}

// Whether new keys contradict those that are pinned: another key under a known id, or an exercise's key
// that would suddenly vouch for real permits. Keys may come and go.
export function contradict(before, after) {
  return [...after].some(([kid, { raw, exercise }]) => {
    const known = before.get(kid);
    return known !== undefined && (hex(known.raw) !== hex(raw) || (known.exercise && !exercise));
  });
}
