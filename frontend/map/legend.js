// The legend under a map: only what is drawn on it.
import { keyOf, swatch } from "./styles.js";

export function legend(element, features, words) {
  const keys = new Set(features.map(({ properties }) => keyOf(properties)));
  if (keys.size === 0) return;
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
