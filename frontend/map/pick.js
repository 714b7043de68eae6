// Choosing a point: the map and the two inputs always say the same.
import L from "leaflet";
import { readDegrees, writeDegrees } from "../coordinates.js";
import { pathStyle } from "./styles.js";

// About ten kilometres over a phone's screen: the place with what surrounds it.
const CLOSE_ENOUGH = 12;

// Tie the inputs named by data-lat, data-lon (and data-radius, metres) to a mark; gives what a tap does.
export function offerPick(map, { lat, lon, radius }) {
  const [latitude, longitude, metres] = [lat, lon, radius].map((id) => id && document.getElementById(id));
  const mark = L.circleMarker([0, 0], { ...pathStyle("pick"), radius: 9, interactive: false });
  const ring = L.circle([0, 0], { ...pathStyle("flight"), radius: 1, interactive: false });
  const show = () => {
    const point = [readDegrees(latitude), readDegrees(longitude)];
    if (!isPosition(point)) return [mark, ring].forEach((layer) => layer.remove());
    mark.setLatLng(point).addTo(map);
    const size = metres ? readDegrees(metres) : NaN;
    if (size > 0) ring.setLatLng(point).setRadius(size).addTo(map);
    else ring.remove();
    return undefined;
  };
  const follow = () => {
    show();
    if (map.hasLayer(mark) && !map.getBounds().contains(mark.getLatLng())) map.panTo(mark.getLatLng());
  };
  for (const input of [latitude, longitude, metres]) input?.addEventListener("change", follow);
  show();
  if (map.hasLayer(mark)) map.setView(mark.getLatLng(), CLOSE_ENOUGH);
  return (point) => {
    writeDegrees(latitude, point.lat);
    writeDegrees(longitude, point.lng);
  };
}

function isPosition([lat, lon]) {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}
