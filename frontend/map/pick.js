// Choosing a point: the map and the inputs always say the same.
import L from "leaflet";
import { positionOf, readNumber } from "../coordinates.js";
import { pathStyle } from "./styles.js";

// About ten kilometres over a phone's screen: the place with what surrounds it.
const CLOSE_ENOUGH = 12;

// Tie the inputs named by data-lat and data-lon or data-position (and data-radius, metres) to a mark;
// gives what a tap does.
export function offerPick(map, names) {
  const position = positionOf(names);
  const metres = names.radius && document.getElementById(names.radius);
  const mark = L.circleMarker([0, 0], { ...pathStyle("pick"), radius: 9, interactive: false });
  const ring = L.circle([0, 0], { ...pathStyle("flight"), radius: 1, interactive: false });
  const show = () => {
    const point = position.read();
    const size = metres ? readNumber(metres) : NaN;
    mark.remove();
    ring.remove();
    if (!isPosition(point)) return;
    mark.setLatLng(point).addTo(map);
    if (size > 0) ring.setLatLng(point).setRadius(size).addTo(map);
  };
  let tapped = false;
  const follow = () => {
    show();
    // What was typed is looked for; what was tapped is in sight.
    if (map.hasLayer(mark) && !tapped) map.setView(mark.getLatLng(), Math.max(map.getZoom(), CLOSE_ENOUGH));
  };
  for (const input of [...position.inputs, metres]) input?.addEventListener("change", follow);
  show();
  if (map.hasLayer(mark)) map.setView(mark.getLatLng(), CLOSE_ENOUGH);
  return ({ lat, lng }) => {
    tapped = true;
    position.write(lat, lng);
    tapped = false;
  };
}

function isPosition([lat, lon]) {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}
