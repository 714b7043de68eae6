// Coordinates as people type them: degrees with a point or a comma, or a pair pasted into one field.
const PAIR = /^\s*(-?\d{1,3}[.,]\d+)\s*[;,\s]\s*(-?\d{1,3}[.,]\d+)\s*$/;

// The number in an input, or NaN while there is none.
export function readDegrees(input) {
  const text = input.value.trim().replace(",", ".");
  return text === "" ? NaN : Number(text);
}

// Write degrees with five decimals, which is about a metre, and tell whoever listens.
export function writeDegrees(input, degrees) {
  input.value = degrees.toFixed(5);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// "14.447, -11.444" pasted into the latitude is divided over both fields.
export function splitPairs(form) {
  const latitude = form.elements.lat ?? form.elements.latitude;
  const longitude = form.elements.lon ?? form.elements.longitude;
  if (!latitude || !longitude) return;
  latitude.addEventListener("input", () => {
    const pair = PAIR.exec(latitude.value);
    if (!pair) return;
    writeDegrees(longitude, Number(pair[2].replace(",", ".")));
    writeDegrees(latitude, Number(pair[1].replace(",", ".")));
  });
}
