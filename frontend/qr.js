// Reads a square from a picture's pixels, for browsers that cannot do so themselves.
import library from "jsqr";

const decode = library.default ?? library;

// The text of the square in RGBA pixels, or null.
export function read(pixels, width, height) {
  return decode(pixels, width, height, { inversionAttempts: "dontInvert" })?.data || null;
}
