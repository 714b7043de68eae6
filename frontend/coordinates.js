// Coordinates as people type them: degrees with a point or a comma, in two fields or as a pair in one.
const PAIR = /^\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[;,\s]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*$/;
// About a metre.
const DECIMALS = 5;

function number(text) {
  const plain = text.trim().replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

// The number in an input, or NaN while there is none.
export function readNumber(input) {
  return number(input.value);
}

function write(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function readPair(text) {
  const pair = PAIR.exec(text);
  return pair ? [number(pair[1]), number(pair[2])] : [NaN, NaN];
}

// The corners of a text, one a line; lines that are no plain pair are left to whoever reads the form.
export function readLines(text) {
  return text.split("\n").map(readPair).filter(([lat, lon]) => Math.abs(lat) <= 90 && Math.abs(lon) <= 180);
}

// A position as the forms write it: latitude first, to about a metre.
export function writePosition(...degrees) {
  return degrees.map((part) => part.toFixed(DECIMALS)).join(", ");
}

// A position in one input (data-position) or two (data-lat, data-lon), named by id; null where there are none.
export function positionOf({ lat, lon, position }) {
  const [one, latitude, longitude] = [position, lat, lon].map((id) => id && document.getElementById(id));
  if (one) {
    return {
      inputs: [one],
      read: () => readPair(one.value),
      write: (...degrees) => write(one, writePosition(...degrees)),
    };
  }
  if (!latitude || !longitude) return null;
  return {
    inputs: [latitude, longitude],
    read: () => [readNumber(latitude), readNumber(longitude)],
    write: (north, east) => {
      write(latitude, north.toFixed(DECIMALS));
      write(longitude, east.toFixed(DECIMALS));
    },
  };
}

// "14.447, -11.444" pasted into the latitude is divided over both fields.
export function splitPairs(form) {
  const latitude = form.elements.lat ?? form.elements.latitude;
  const longitude = form.elements.lon ?? form.elements.longitude;
  if (!latitude || !longitude) return;
  latitude.addEventListener("paste", (event) => {
    const pair = readPair(event.clipboardData.getData("text"));
    if (pair.some(Number.isNaN)) return;
    event.preventDefault();
    write(latitude, String(pair[0]));
    write(longitude, String(pair[1]));
  });
}
