// Names on the map; where two would lie on each other, the less important one waits for a closer look.
import L from "leaflet";

const GAP_PX = 4;
const MOST = 60;

export class Labels {
  constructor(map) {
    this.map = map;
    this.labels = [];
    map.on("zoomend moveend", () => this.arrange());
  }

  // Add a name at a position; a larger rank wins its place.
  add(position, name, rank, { className = "map-label", direction = "center", offset = [0, 0] } = {}) {
    if (this.labels.length >= MOST) return;
    const text = document.createElement("span");
    text.textContent = name;
    const label = L.tooltip({ permanent: true, direction, className, offset, opacity: 1 })
      .setLatLng(position)
      .setContent(text)
      .addTo(this.map);
    this.labels.push({ rank, element: label.getElement() });
    this.labels.sort((a, b) => b.rank - a.rank);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.arrange());
  }

  arrange() {
    const taken = [];
    for (const { element } of this.labels) element.hidden = false;
    for (const { element } of this.labels) {
      const box = element.getBoundingClientRect();
      element.hidden = taken.some((other) => overlap(box, other));
      if (!element.hidden) taken.push(box);
    }
  }
}

function overlap(a, b) {
  return (
    a.left < b.right + GAP_PX && b.left < a.right + GAP_PX && a.top < b.bottom + GAP_PX && b.top < a.bottom + GAP_PX
  );
}
