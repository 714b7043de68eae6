// Drawing a polygon: each tap adds a corner to the text, and the text is what is drawn.
import L from "leaflet";
import { readLines, writePosition } from "../coordinates.js";
import { pathStyle } from "./styles.js";

// Tie the text named by data-outline (a corner a line, latitude first) to a polygon; gives what a tap does.
export function offerOutline(map, { outline }) {
  const text = document.getElementById(outline);
  const shape = L.polygon([], { ...pathStyle("flight"), interactive: false });
  const marks = L.layerGroup().addTo(map);
  const show = () => {
    const corners = readLines(text.value);
    marks.clearLayers();
    for (const corner of corners) L.circleMarker(corner, { ...pathStyle("pick"), radius: 6, interactive: false }).addTo(marks);
    shape.setLatLngs(corners).addTo(map);
    return corners;
  };
  const look = () => {
    if (show().length > 0) map.fitBounds(shape.getBounds().pad(0.5), { maxZoom: 15 });
  };
  text.addEventListener("change", look);
  look();
  return ({ lat, lng }) => {
    const before = text.value.trimEnd();
    text.value = `${before}${before ? "\n" : ""}${writePosition(lat, lng)}`;
    show();
  };
}
