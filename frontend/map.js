// A map over GeoJSON that stands in the page; what it shows, the page also says in words.
import L from "leaflet";
import { drawBasemap } from "./map/basemap.js";
import { drawGrid } from "./map/grid.js";
import { at } from "./map/hits.js";
import { Labels } from "./map/labels.js";
import { followMoment } from "./map/moments.js";
import { tickSquares } from "./map/squares.js";
import { legend } from "./map/legend.js";
import { offerOutline } from "./map/outline.js";
import { offerPick } from "./map/pick.js";
import { addPatterns, keyOf, styleOf } from "./map/styles.js";

// Where nothing is drawn the map shows the region between Diboli, Gogui and Kita.
const REGION = [
  [12.4, -12.3],
  [15.8, -8.4],
];
const CLOSEST = 17;

// Draw one map into its element; `data-geojson` names the block, `data-pick` asks for a point.
export function draw(element, { words, basemap }) {
  const block = document.querySelector(element.dataset.geojson);
  const features = block ? JSON.parse(block.textContent).features : [];
  element.hidden = false;
  addPatterns();
  const map = create(element, words);
  const labels = new Labels(map);
  drawGrid(map);
  addFeatures(map, features, words, labels);
  const said = sayBelow(element, help(element, words));
  legend(element, features, words);
  const choose = chooser(map, element, features, words);
  const chosen = (point) => {
    choose(point);
    said.textContent = sentence(at(map, features, point), words);
  };
  map.on("click", ({ latlng }) => chosen(latlng));
  chooseByKey(map, () => chosen(map.getCenter()));
  drawBasemap(map, basemap, labels);
  element.dataset.ready = "";
}

function help({ dataset }, words) {
  if ("outline" in dataset) return words.outline_help;
  return "pick" in dataset ? words.pick_help : "";
}

// What a tap does: add a corner, choose the point, or tell what lies there.
function chooser(map, { dataset }, features, words) {
  if ("outline" in dataset) return offerOutline(map, dataset);
  if ("pick" in dataset) return offerPick(map, dataset);
  return (point) => tell(map, features, point, words);
}

function create(element, words) {
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", `${element.dataset.label ?? words.legend}. ${words.keys}`);
  const map = L.map(element, { zoomControl: false, minZoom: 5, maxZoom: CLOSEST, zoomSnap: 0.5, maxBoundsViscosity: 1 });
  L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(`Natural Earth (${words.borders}), GeoNames`);
  const cross = document.createElement("div");
  cross.className = "map-cross";
  element.append(cross);
  return map;
}

function addFeatures(map, features, words, labels) {
  const layer = L.geoJSON(inOrder(features), {
    style: (feature) => styleOf(feature.properties),
    pointToLayer: (_feature, latlng) => L.circleMarker(latlng, { radius: 8 }),
    interactive: false,
    // Outlines are evidence: no corner of theirs is rounded away.
    smoothFactor: 0,
  }).addTo(map);
  const whole = bounds(layer);
  fit(map, whole);
  layer.eachLayer((one) => {
    const { label, kind, status } = one.feature.properties;
    const name = label || words[keyOf({ kind, status })];
    labels.add(centre(one), name, kind === "flight" ? 3 : 2, { over: one });
  });
  followMoment(layer.getLayers(), (one, on) => {
    if (on) layer.addLayer(one);
    else layer.removeLayer(one);
    labels.turn(one, on);
  });
  tickSquares(map, features);
}

// A map that stands in a folded part of the page has no size until that part is opened.
function fit(map, whole) {
  const look = () => map.fitBounds(whole, { padding: [24, 24], maxZoom: 16 });
  look();
  let seen = map.getSize().y > 0;
  new ResizeObserver(() => {
    map.invalidateSize();
    if (!seen && map.getSize().y > 0) {
      seen = true;
      look();
    }
  }).observe(map.getContainer());
}

// Flights lie over zones, small zones over large ones.
function inOrder(features) {
  const size = (feature) => {
    const box = L.geoJSON(feature).getBounds();
    return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
  };
  const weight = (feature) => (["zone", "concealed"].includes(feature.properties.kind) ? size(feature) : -1);
  return features.map((feature) => [weight(feature), feature]).sort((a, b) => b[0] - a[0]).map(([, feature]) => feature);
}

// Fit to the flight with its surroundings where there is one, else to everything.
function bounds(layer) {
  const own = L.featureGroup();
  layer.eachLayer((one) => {
    if (one.feature.properties.kind === "flight" || one.feature.properties.kind === "pick") own.addLayer(one);
  });
  if (own.getLayers().length > 0) return own.getBounds().pad(1.2);
  return layer.getLayers().length > 0 ? layer.getBounds() : L.latLngBounds(REGION);
}

function centre(layer) {
  return layer.getCenter ? layer.getCenter() : layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter();
}

function chooseByKey(map, choose) {
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== map.getContainer()) return;
    event.preventDefault();
    choose();
  });
}

function sayBelow(element, help) {
  const said = document.createElement("p");
  said.className = "map-said";
  said.setAttribute("role", "status");
  said.textContent = help;
  element.after(said);
  return said;
}

function sentence(found, words) {
  const names = found.map(({ properties }) => name(properties, words));
  return names.length > 0 ? `${words.here} : ${names.join(" ; ")}` : words.nothing;
}

function name({ label, kind, status }, words) {
  const kindName = words[keyOf({ kind, status })] ?? "";
  return label && label !== kindName ? `${label} (${kindName})` : kindName;
}

function tell(map, features, point, words) {
  const box = document.createElement("div");
  const head = document.createElement("p");
  const list = document.createElement("ul");
  const found = at(map, features, point);
  head.textContent = found.length > 0 ? words.here : words.nothing;
  for (const { properties } of found) {
    const item = document.createElement("li");
    item.textContent = name(properties, words);
    list.append(item);
  }
  box.append(head, list);
  L.popup({ maxWidth: 260, closeButton: true }).setLatLng(point).setContent(box).openOn(map);
  map.getContainer().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", words.close);
}
