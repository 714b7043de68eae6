// The part of CBOR that permits use, read in its deterministic form alone (RFC 8949, section 4.2).
const [UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, , SIMPLE] = [0, 1, 2, 3, 4, 5, 6, 7];
const TRUE = 21;
const DEEPEST = 8;

export class FormError extends Error {}

function refuse(why) {
  throw new FormError(why);
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (count > this.bytes.length - this.at) refuse("short");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  // The number of a head, which must stand in its shortest form.
  number(low) {
    if (low < 24) return low;
    if (low > 27) refuse("length");
    const size = 2 ** (low - 24);
    const value = this.take(size).reduce((sum, byte) => sum * 256 + byte, 0);
    const least = size === 1 ? 24 : 256 ** (size / 2);
    if (value < least || !Number.isSafeInteger(value)) refuse("number");
    return value;
  }

  item(depth) {
    if (depth > DEEPEST) refuse("deep");
    const [head] = this.take(1);
    const kind = head >> 5;
    const low = head & 31;
    if (kind === SIMPLE) return low === TRUE ? true : refuse("simple");
    const value = this.number(low);
    if (kind === UNSIGNED) return value;
    if (kind === NEGATIVE) return -1 - value;
    if (kind === BYTES) return this.take(value).slice();
    if (kind === TEXT) return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(value));
    if (kind === ARRAY) return this.list(value, depth);
    return kind === MAP ? this.map(value, depth) : refuse("tag");
  }

  list(count, depth) {
    if (count > this.bytes.length) refuse("short");
    return Array.from({ length: count }, () => this.item(depth + 1));
  }

  // Keys are whole numbers, each higher than the one before.
  map(count, depth) {
    const found = new Map();
    let last = -1;
    for (let read = 0; read < count; read += 1) {
      const key = this.item(depth + 1);
      if (!Number.isSafeInteger(key) || key <= last) refuse("key");
      found.set(key, this.item(depth + 1));
      last = key;
    }
    return found;
  }
}

// The value of some bytes: numbers, byte and text strings, lists, maps, true. Throws for anything else.
export function decode(bytes) {
  const reader = new Reader(bytes);
  const value = reader.item(0);
  if (reader.at !== bytes.length) refuse("trailing");
  return value;
}

// The head of a byte string, at most 65,535 long.
export function bytesHead(length) {
  if (length < 24) return [0x40 | length];
  return length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
}
