// Borders and coasts around Mali out of Natural Earth, at build time, as small GeoJSON.
import { createRequire } from "node:module";
import { mesh } from "topojson-client";

const MALI = "466";
// Mauritania, Senegal, Gambia, Guinea-Bissau, Guinea, Côte d'Ivoire, Burkina Faso, Niger, Algeria.
const NEIGHBOURS = new Set(["478", "686", "270", "624", "324", "384", "854", "562", "012", MALI]);
// Degrees: about 300 m for Mali's own border, 2 km for the rest.
const FINE = 0.003;
const COARSE = 0.02;
const DECIMALS = 3;

// { borders, coasts }: GeoJSON MultiLineStrings in lon, lat.
export function around() {
  const atlas = createRequire(import.meta.url)("world-atlas/countries-10m.json");
  const lines = (wanted) => mesh(atlas, atlas.objects.countries, wanted).coordinates;
  const known = (a, b) => NEIGHBOURS.has(a.id) && NEIGHBOURS.has(b.id);
  const own = lines((a, b) => a !== b && known(a, b) && (a.id === MALI || b.id === MALI));
  const others = lines((a, b) => a !== b && known(a, b) && a.id !== MALI && b.id !== MALI);
  const coasts = lines((a, b) => a === b && known(a, b));
  return {
    borders: multi([...own.map((line) => thin(line, FINE)), ...others.map((line) => thin(line, COARSE))]),
    coasts: multi(coasts.filter(isLong).map((line) => thin(line, COARSE))),
  };
}

function multi(lines) {
  return { type: "MultiLineString", coordinates: lines.map((line) => line.map(round)) };
}

function round(position) {
  return position.map((degrees) => Number(degrees.toFixed(DECIMALS)));
}

function isLong(line) {
  return line.length > 40;
}

// Douglas and Peucker: keep what lies further than the tolerance from the straight line.
function thin(line, tolerance) {
  if (line.length < 3) return line;
  const closed = line[0][0] === line.at(-1)[0] && line[0][1] === line.at(-1)[1];
  const [far, distance] = furthest(line, closed);
  if (distance <= tolerance) return [line[0], line.at(-1)];
  return [...thin(line.slice(0, far + 1), tolerance).slice(0, -1), ...thin(line.slice(far), tolerance)];
}

function furthest(line, closed) {
  let best = [0, -1];
  for (let i = 1; i < line.length - 1; i += 1) {
    const off = closed ? gap(line[i], line[0]) : aside(line[i], line[0], line.at(-1));
    if (off > best[1]) best = [i, off];
  }
  return best;
}

function gap(p, q) {
  return Math.hypot(p[0] - q[0], p[1] - q[1]);
}

function aside(p, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)));
  return gap(p, [a[0] + along * dx, a[1] + along * dy]);
}
