// The portal's own basemap: borders and towns from one small file, no picture from elsewhere.
import L from "leaflet";

const BORDER = { color: "#6d6152", weight: 1.5, fill: false, interactive: false };

export async function drawBasemap(map, address, labels) {
  const answer = await fetch(address);
  if (!answer.ok) return;
  const { borders, coasts, places } = await answer.json();
  map.createPane("ground").style.zIndex = 300;
  L.geoJSON(borders, { pane: "ground", style: { ...BORDER, dashArray: "9 3 2 3" } }).addTo(map);
  L.geoJSON(coasts, { pane: "ground", style: BORDER }).addTo(map);
  for (const [name, lat, lon, rank] of places) addPlace(map, labels, name, [lat, lon], rank);
}

function addPlace(map, labels, name, position, rank) {
  const dot = { pane: "ground", radius: 3, color: "#3b4652", weight: 1, fillColor: "#3b4652", fillOpacity: 1 };
  L.circleMarker(position, { ...dot, interactive: false }).addTo(map);
  labels.add(position, name, rank, { className: "map-place", direction: "right", offset: [5, 0] });
}
