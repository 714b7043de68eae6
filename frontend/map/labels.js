// Names on the map; where two would lie on each other, the less important one waits for a closer look.
import L from "leaflet";

const GAP_PX = 4;
const SPECK_PX = 60;
const MOST = 60;

export class Labels {
  constructor(map) {
    this.map = map;
    this.labels = [];
    map.on("zoomend moveend", () => this.arrange());
  }

  // Add a name at a position; a larger rank wins its place.
  add(position, name, rank, { over, className = "map-label", direction = "center", offset = [0, 0] } = {}) {
    if (this.labels.length >= MOST) return;
    const text = document.createElement("span");
    text.textContent = name;
    const label = L.tooltip({ permanent: true, direction, className, offset, opacity: 1 })
      .setLatLng(position)
      .setContent(text)
      .addTo(this.map);
    this.labels.push({ rank, over, element: label.getElement() });
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.arrange());
  }

  // Show or hide the name of what is drawn or not.
  turn(over, on) {
    for (const label of this.labels) if (label.over === over) label.off = !on;
    this.arrange();
  }

  arrange() {
    const taken = [];
    const ranked = this.labels.map((label) => ({ ...label, rank: this.rank(label) }));
    for (const { element, off } of this.labels) element.hidden = Boolean(off);
    for (const { element } of ranked.filter(({ off }) => !off).sort((a, b) => b.rank - a.rank)) {
      const box = element.getBoundingClientRect();
      element.hidden = taken.some((other) => overlap(box, other));
      if (!element.hidden) taken.push(box);
    }
  }

  // What is but a speck on the screen gives way to the towns.
  rank({ rank, over }) {
    const box = over?.getBounds?.();
    if (!box) return rank;
    const [a, b] = [box.getSouthWest(), box.getNorthEast()].map((corner) => this.map.latLngToLayerPoint(corner));
    return a.distanceTo(b) < SPECK_PX ? rank - 1 : rank;
  }
}

function overlap(a, b) {
  return (
    a.left < b.right + GAP_PX && b.left < a.right + GAP_PX && a.top < b.bottom + GAP_PX && b.top < a.bottom + GAP_PX
  );
}
