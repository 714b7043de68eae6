// Ed25519 (RFC 8032): the browser's own where it has it, else a small library.
import { verifyAsync } from "@noble/ed25519";

async function own(raw, signature, signed) {
  const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, key, signature, signed);
}

// Strict, as the portal: no second form of a signature.
export async function byLibrary(raw, signature, signed) {
  try {
    return await verifyAsync(signature, signed, raw, { zip215: false });
  } catch {
    return false;
  }
}

export async function check(raw, signature, signed) {
  try {
    return await own(raw, signature, signed);
  } catch {
    return byLibrary(raw, signature, signed);
  }
}
