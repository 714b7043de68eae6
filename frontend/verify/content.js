// What a permit says, read as strictly as the portal reads it: null for whatever it would not have written.
import { decode as decodeCbor } from "./cbor.js";
import { encode as base32 } from "./text.js";

const KIND_PERMIT = 1;
const [KIND, NUMBER, OPERATOR, SERIAL, AREA, CEILING, FLOOR, START, SECONDS, CONDITIONS, EXERCISE, FURTHER] = Array(12).keys();
const REQUIRED = [KIND, NUMBER, OPERATOR, SERIAL, AREA, CEILING, START, SECONDS];
const DATUMS = ["AGL", "AMSL", "WGS84"];
const NUMBER_BYTES = 5;
const MOST_VERTICES = 16;
const MOST_VOLUMES = 4;
// The last second of the year 9999.
const LAST_SECOND = 253_402_300_799;

class ContentError extends Error {}

function need(right) {
  if (!right) throw new ContentError("content");
}

const whole = (value) => Number.isSafeInteger(value);

export function decode(payload) {
  try {
    return content(decodeCbor(payload));
  } catch {
    return null;
  }
}

function content(fields) {
  need(fields instanceof Map && fields.get(KIND) === KIND_PERMIT);
  need(REQUIRED.every((key) => fields.has(key)) && [...fields.keys()].every((key) => key >= KIND && key <= FURTHER));
  const number = fields.get(NUMBER);
  need(number instanceof Uint8Array && number.length === NUMBER_BYTES);
  need(!fields.has(EXERCISE) || fields.get(EXERCISE) === true);
  return {
    code: base32(number),
    operatorNumber: matching(fields.get(OPERATOR), /^[A-Z]{3}[0-9a-z]{13}$/),
    serialTail: matching(fields.get(SERIAL), /^[!-~]{1,6}$/),
    volumes: volumes(fields),
    conditions: fields.has(CONDITIONS) ? conditions(fields.get(CONDITIONS)) : [],
    exercise: fields.has(EXERCISE),
  };
}

function matching(text, pattern) {
  need(typeof text === "string" && !text.includes("\n") && pattern.test(text));
  return text;
}

function conditions(codes) {
  need(Array.isArray(codes) && codes.length > 0);
  codes.forEach((code, at) => need(whole(code) && code >= 1 && code <= 255 && (at === 0 || codes[at - 1] < code)));
  return codes;
}

function volumes(fields) {
  const found = [first(fields)];
  if (fields.has(FURTHER)) {
    const further = fields.get(FURTHER);
    need(Array.isArray(further) && further.length > 0 && further.length < MOST_VOLUMES);
    for (const one of further) found.push(next(one, found.at(-1)));
  }
  const areas = new Map(found.map(({ area }) => [area.name, area]));
  need([...areas.values()].reduce((sum, area) => sum + area.rings.flat().length, 0) <= MOST_VERTICES);
  return found;
}

function first(fields) {
  const area = fields.get(AREA);
  need(Array.isArray(area) && whole(area[0]) && area[0] >= 4 && area[0] <= 7);
  const floor = fields.has(FLOOR) ? height(fields.get(FLOOR)) : { m: 0, datum: "AGL" };
  need(!fields.has(FLOOR) || floor.m !== 0 || floor.datum !== "AGL");
  const start = fields.get(START);
  return volume(outline(area[0], area.slice(1), [0, 0]), height(fields.get(CEILING)), floor, start, fields.get(SECONDS));
}

function next(found, before) {
  need(Array.isArray(found) && found.length >= 4 && found.slice(0, 4).every(whole));
  const [step, seconds, ceiling, floor, ...rings] = found;
  const area = rings.length > 0 ? outline(before.area.digits, rings, before.area.rings.flat().at(-1)) : before.area;
  // An area that is the one before is left out.
  need(rings.length === 0 || area.name !== before.area.name);
  return volume(area, packed(ceiling), packed(floor), before.start + step, seconds);
}

function volume(area, ceiling, floor, start, seconds) {
  need([ceiling, floor].every(({ m }) => m >= -1_000 && m <= 100_000));
  need(ceiling.datum !== floor.datum || floor.m <= ceiling.m);
  need(whole(start) && start >= 0 && whole(seconds) && seconds > 0 && start + seconds <= LAST_SECOND);
  return { area, ceiling, floor, start, end: start + seconds };
}

function height(pair) {
  need(Array.isArray(pair) && pair.length === 2 && pair.every(whole) && pair[1] >= 0 && pair[1] < DATUMS.length);
  return { m: pair[0], datum: DATUMS[pair[1]] };
}

// Metres and datum in one number.
function packed(value) {
  const m = Math.floor(value / DATUMS.length);
  return { m, datum: DATUMS[value - m * DATUMS.length] };
}

// Rings from flat lists of steps (lon, lat); the first step is from `last`.
function outline(digits, flatRings, last) {
  need(flatRings.length > 0);
  const scale = 10 ** digits;
  let [lon, lat] = last;
  const rings = flatRings.map((flat) => {
    need(Array.isArray(flat) && flat.length >= 6 && flat.length % 2 === 0 && flat.every(whole));
    const ring = [];
    for (let at = 0; at < flat.length; at += 2) {
      lon += flat[at];
      lat += flat[at + 1];
      need(Math.abs(lon) <= 180 * scale && Math.abs(lat) <= 90 * scale);
      ring.push([lon, lat]);
    }
    return ring;
  });
  need(rings.flat().length <= MOST_VERTICES);
  return { digits, rings, name: JSON.stringify(rings) };
}
