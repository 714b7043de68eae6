// Squares on the map and the boxes of the form that leave them out are the same thing: a tap ticks the box.

// The innermost square under a tap ticks or clears its boxes in every form of the page.
export function tickSquares(map, features) {
  const squares = features.filter(({ properties }) => properties.kind === "square");
  if (squares.length === 0) return;
  map.on("click", ({ latlng: { lat, lng } }) => {
    const under = squares.find(({ geometry }) => holds(geometry.coordinates[0], lng, lat));
    const boxes = under ? document.querySelectorAll(`input[type=checkbox][value="${under.properties.code}"]`) : [];
    const ticked = ![...boxes].some((box) => box.checked);
    for (const box of boxes) box.checked = ticked;
  });
}

function holds(ring, lon, lat) {
  const [lons, lats] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return Math.min(...lons) <= lon && lon < Math.max(...lons) && Math.min(...lats) <= lat && lat < Math.max(...lats);
}
