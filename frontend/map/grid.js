// Lines of longitude and latitude: where no other map is, they say where one is and how far things lie.
import L from "leaflet";

const STEPS = [5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const APART_PX = 90;

export function drawGrid(map) {
  map.createPane("grid").style.zIndex = 250;
  const lines = L.layerGroup().addTo(map);
  map.on("moveend", () => refresh(map, lines));
}

function refresh(map, lines) {
  lines.clearLayers();
  const box = map.getBounds();
  const step = stepFor(map, box);
  for (const lon of multiples(box.getWest(), box.getEast(), step)) {
    line(lines, [[box.getSouth(), lon], [box.getNorth(), lon]]);
    note(lines, [box.getNorth(), lon], lon, step, "bottom");
  }
  for (const lat of multiples(box.getSouth(), box.getNorth(), step)) {
    line(lines, [[lat, box.getWest()], [lat, box.getEast()]]);
    note(lines, [lat, box.getEast()], lat, step, "left");
  }
}

function stepFor(map, box) {
  const perDegree = map.getSize().x / (box.getEast() - box.getWest());
  return STEPS.findLast((step) => step * perDegree >= APART_PX) ?? STEPS[0];
}

function* multiples(low, high, step) {
  for (let n = Math.ceil(low / step); n * step <= high; n += 1) yield n * step;
}

function line(lines, ends) {
  L.polyline(ends, { pane: "grid", color: "#b9b3a4", weight: 1, interactive: false }).addTo(lines);
}

function note(lines, position, degrees, step, direction) {
  const text = document.createElement("span");
  text.textContent = degrees.toFixed(Math.max(0, -Math.floor(Math.log10(step))));
  L.tooltip({ permanent: true, direction, className: "map-grid", opacity: 1 })
    .setLatLng(position)
    .setContent(text)
    .addTo(lines);
}
