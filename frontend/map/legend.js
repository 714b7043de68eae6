// The legend under a map: only what is drawn on it.
import { KEYS, keyOf, swatch } from "./styles.js";

export function legend(element, features, words) {
  const drawn = new Set(features.map(({ properties }) => keyOf(properties)));
  const keys = KEYS.filter((key) => drawn.has(key));
  if (keys.length === 0) return;
  const list = document.createElement("ul");
  list.className = "map-legend";
  list.setAttribute("aria-label", words.legend);
  for (const key of keys) {
    const item = document.createElement("li");
    item.append(swatch(key), words[key] ?? key);
    list.append(item);
  }
  element.after(list);
}
