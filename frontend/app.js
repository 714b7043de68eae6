// What every page loads: it finds what wants help and fetches no more than that.
import { followChoice } from "./choices.js";
import { splitPairs } from "./coordinates.js";
import { offerPosition } from "./position.js";
import { openToKeyboard } from "./tables.js";
import { keepTyping } from "./typing.js";
import { words } from "./words.js";

function loadStyle(address) {
  return new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}

async function drawMaps(maps) {
  const { mapScript, mapStyle, basemap } = document.documentElement.dataset;
  const [{ draw }] = await Promise.all([import(mapScript), loadStyle(mapStyle)]);
  for (const element of maps) draw(element, { words, basemap });
}

document.querySelector("[data-focus]")?.focus();
document.querySelectorAll("[data-locate]").forEach(offerPosition);
document.querySelectorAll("[data-shown-for]").forEach(followChoice);
document.querySelectorAll("form").forEach(splitPairs);
keepTyping();

document.querySelectorAll(".table").forEach(openToKeyboard);

const maps = document.querySelectorAll("[data-map]");
if (maps.length > 0) drawMaps(maps);
