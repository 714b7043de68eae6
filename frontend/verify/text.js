// A permit's text: base 32 (RFC 4648) in upper case without padding, in exactly one form.
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const MOST_CHARACTERS = 1_000;
export const CODE_LENGTH = 8;

// What people take for a letter of the code; none of these digits is in the alphabet.
const MISREAD = { 0: "O", 1: "I", 8: "B" };

// What somebody typed, pasted or scanned, as a permit's text or code; an address loses its front.
export function typed(shown) {
  let found = shown.slice(0, 2 * MOST_CHARACTERS).replace(/[\s\x1c-\x1f\x85]+/g, "").toUpperCase();
  const at = found.lastIndexOf("/V/");
  if (at >= 0) found = found.slice(at + 3);
  found = found.replace(/^\/+|\/+$/g, "").replaceAll("-", "");
  return found.length === CODE_LENGTH ? found.replace(/[018]/g, (mark) => MISREAD[mark]) : found;
}

export function isReadable(text) {
  return text.length <= MOST_CHARACTERS && /^[A-Z2-7]+$/.test(text);
}

export function isCode(text) {
  return text.length === CODE_LENGTH && isReadable(text);
}

// The bytes of a text; null unless it is the one text of these bytes: left-over bits must be zero.
export function decode(text) {
  if (!isReadable(text)) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of text) {
    held = (held << 5) | ALPHABET.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  return bits < 5 && held === 0 ? bytes : null;
}

export function encode(bytes) {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[held >> bits];
      held &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + ALPHABET[held << (5 - bits)] : text;
}

// A code as people read it aloud: ABCD-EFGH.
export function spaced(code) {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
