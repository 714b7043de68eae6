// How each kind of thing is drawn: colour, line and pattern together, so that no one of them is needed.
const SVG = "http://www.w3.org/2000/svg";

const RED = "#9b0d1d";
const BROWN = "#8a5200";
const BLUE = "#14437f";
const VIOLET = "#4d2c7c";
const GREY = "#3d4854";
const GREEN = "#0a5a31";
const TEAL = "#0b5b63";
const BLACK = "#1a1a1a";
const INDIGO = "#0b2f6b";

const STYLES = {
  prohibited: { color: RED, weight: 3, fillOpacity: 0.5, pattern: "M0 10 10 0M-2 2 2-2M8 12l4-4", size: 10, stroke: 2 },
  authorisation_required: { color: BROWN, weight: 3, dashArray: "10 5", fillOpacity: 0.3, pattern: "M-2 -2l28 28", size: 24, stroke: 1.5 },
  conditional: { color: BLUE, weight: 3, dashArray: "2 6", fillOpacity: 0.4, pattern: "M6 6h2", size: 12, stroke: 2.5 },
  unknown: { color: VIOLET, weight: 3, dashArray: "8 4 2 4", fillOpacity: 0.5, pattern: "M0 6h7", size: 14, stroke: 1.5 },
  clear: { color: GREY, weight: 2, dashArray: "1 5", fillOpacity: 0 },
  pre_approved: { color: GREEN, weight: 2.5, dashArray: "14 4", fillOpacity: 0.5, pattern: "M6 0v12", size: 12, stroke: 1.5 },
  concealed: { color: TEAL, weight: 3, dashArray: "6 3", fillOpacity: 0.4, pattern: "M6 0v12M0 6h12", size: 12, stroke: 1 },
  uncovered: { color: BLACK, weight: 4, dashArray: "4 6", fillOpacity: 0.5, pattern: "M0 0 10 10M-2 8l4 4M8-2l4 4", size: 10, stroke: 2.5 },
  flight: { color: INDIGO, weight: 4, fillColor: INDIGO, fillOpacity: 0.3 },
  other: { color: GREY, weight: 3, dashArray: "4 4", fillColor: GREY, fillOpacity: 0.2 },
  square: { color: BLACK, weight: 1.5, dashArray: "2 5", fillOpacity: 0 },
  pick: { color: INDIGO, weight: 3, fillColor: "#ffbf1f", fillOpacity: 0.7 },
};

// Every kind of thing, what concerns the reader's own flight first, then the most severe.
export const KEYS = ["flight", "pick", "uncovered", "concealed", "prohibited", "authorisation_required", "unknown", "conditional", "pre_approved", "clear", "square", "other"];

const SPELLINGS = { req_authorisation: "authorisation_required", req_authorization: "authorisation_required", no_restriction: "clear" };

// Kinds that are drawn as themselves; every other thing is drawn by what it asks for.
const OWN_KINDS = new Set(["flight", "other", "pick", "concealed", "uncovered", "square"]);

// The name of the style and of the words for a feature's properties.
export function keyOf({ kind, status }) {
  if (OWN_KINDS.has(kind)) return kind;
  const spelled = String(status ?? "unknown").toLowerCase();
  const key = SPELLINGS[spelled] ?? spelled;
  return key in STYLES ? key : "unknown";
}

// Leaflet's path options for a feature's properties.
export function styleOf(properties) {
  return pathStyle(keyOf(properties));
}

export function pathStyle(key) {
  const { pattern, size: _size, stroke: _stroke, ...path } = STYLES[key];
  return pattern ? { ...path, fillColor: `url(#pattern-${key})` } : path;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  return made;
}

// The patterns that fills refer to, once a page.
export function addPatterns() {
  if (document.querySelector(".map-patterns")) return;
  const svg = element("svg", { class: "map-patterns", "aria-hidden": "true" });
  for (const [key, { color, pattern, size, stroke }] of Object.entries(STYLES)) {
    if (!pattern) continue;
    const tile = element("pattern", { id: `pattern-${key}`, width: size, height: size, patternUnits: "userSpaceOnUse" });
    tile.append(element("path", { d: pattern, stroke: color, "stroke-width": stroke, "stroke-linecap": "square" }));
    svg.append(tile);
  }
  document.body.append(svg);
}

// A small drawing of a style, for the legend.
export function swatch(key) {
  const { color, weight, dashArray, fillColor, fillOpacity } = pathStyle(key);
  const svg = element("svg", { viewBox: "0 0 34 20", "aria-hidden": "true" });
  svg.append(
    element("rect", {
      x: 2, y: 2, width: 30, height: 16, rx: 2, stroke: color, "stroke-width": weight,
      "stroke-dasharray": dashArray, fill: fillOpacity ? fillColor : "none", "fill-opacity": fillOpacity,
    }),
  );
  return svg;
}
