// What lies at a point of the map; for reading only, every decision is the server's.
import L from "leaflet";

const NEAR_PX = 14;

// The features that cover or nearly touch the point, in the order given.
export function at(map, features, point) {
  return features.filter(({ geometry }) => geometry && covers(map, geometry, point));
}

function covers(map, geometry, point) {
  const { type, coordinates } = geometry;
  if (type === "GeometryCollection") return geometry.geometries.some((part) => covers(map, part, point));
  if (type.startsWith("Multi")) {
    return coordinates.some((part) => covers(map, { type: type.slice(5), coordinates: part }, point));
  }
  if (type === "Polygon") return inPolygon(coordinates, point);
  return near(map, type === "Point" ? [coordinates] : coordinates, point);
}

function inPolygon([outer, ...holes], point) {
  return inRing(outer, point) && !holes.some((hole) => inRing(hole, point));
}

function inRing(ring, { lng, lat }) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [x1, y1] = ring[i];
    const [x2, y2] = ring[j];
    if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

function near(map, positions, point) {
  const here = map.latLngToContainerPoint(point);
  const there = positions.map(([lon, lat]) => map.latLngToContainerPoint([lat, lon]));
  if (there.length === 1) return here.distanceTo(there[0]) <= NEAR_PX;
  return there.slice(1).some((end, i) => L.LineUtil.pointToSegmentDistance(here, there[i], end) <= NEAR_PX);
}
