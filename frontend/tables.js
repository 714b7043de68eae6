// A table wider than the screen scrolls in its box; the box then has to be reachable by keyboard.
export function openToKeyboard(box) {
  if (box.scrollWidth <= box.clientWidth) return;
  const caption = box.querySelector("caption") ?? document.querySelector("h1");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", caption.textContent.trim());
}
