// The queue asks every few seconds whether anything changed and puts in what did: what has the focus, what is
// open and what is ticked stay as they are.
const EVERY_MS = 5_000;
const SLOWEST_MS = 60_000;

function clock() {
  return new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit", timeZone: "Africa/Bamako" }).format();
}

// How an element is found again in the part that takes its place.
function nameOf(element) {
  for (const name of ["formaction", "href", "name", "id"]) {
    const value = element.getAttribute(name);
    if (value) return `${element.localName}[${name}="${CSS.escape(value)}"]`;
  }
  return element.localName;
}

function exchange(old, fresh) {
  const ticked = new Set([...old.querySelectorAll("input:checked")].map((box) => box.value));
  for (const box of fresh.querySelectorAll("input[type=checkbox]")) box.checked = ticked.has(box.value);
  const opened = [...old.querySelectorAll("details[open]")].map(nameOf);
  for (const one of opened) fresh.querySelector(one)?.setAttribute("open", "");
  const focused = old.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  old.replaceWith(fresh);
  if (focused) (fresh.querySelector(focused) ?? fresh.querySelector("a, button"))?.focus({ preventScroll: true });
}

// The text of each part as it last came, to know which ones changed.
function textsOf(root) {
  const texts = new Map();
  for (const part of root.querySelectorAll("[data-part]:not([data-part=cases])")) texts.set(part.dataset.part, part.outerHTML);
  for (const item of root.querySelectorAll("[data-case]")) texts.set(item.dataset.case, item.outerHTML);
  return texts;
}

// Items in their new order; the one that has the focus is never taken out of the page, or it would lose it.
function order(list, ids) {
  const items = ids.map((id) => list.querySelector(`[data-case="${CSS.escape(id)}"]`));
  const kept = items.findIndex((item) => item.contains(document.activeElement));
  items.forEach((item, place) => {
    if (place === kept) return;
    if (kept >= 0 && place < kept) items[kept].before(item);
    else if (list.lastElementChild !== item) list.append(item);
  });
}

function putIn(live, fresh, known) {
  const texts = textsOf(fresh);
  for (const part of fresh.querySelectorAll("[data-part]:not([data-part=cases])")) {
    const name = part.dataset.part;
    if (known.get(name) !== texts.get(name)) exchange(live.querySelector(`[data-part="${name}"]`), part);
  }
  const list = live.querySelector("[data-part=cases]");
  const coming = [...fresh.querySelectorAll("[data-case]")];
  const ids = coming.map((item) => item.dataset.case);
  const gone = leave(list, new Set(ids));
  for (const item of coming) {
    const old = list.querySelector(`[data-case="${CSS.escape(item.dataset.case)}"]`);
    if (!old) list.append(item);
    else if (known.get(item.dataset.case) !== texts.get(item.dataset.case)) exchange(old, item);
  }
  order(list, ids);
  return { texts, gone };
}

// Cases that are decided leave; whoever was at one is led to the next.
function leave(list, staying) {
  let gone = false;
  for (const item of [...list.children]) {
    if (staying.has(item.dataset.case)) continue;
    if (item.contains(document.activeElement)) {
      gone = true;
      const next = item.nextElementSibling ?? item.previousElementSibling;
      next?.querySelector("[data-open]")?.focus({ preventScroll: true });
    }
    item.remove();
  }
  return gone;
}

export function followQueue(live) {
  const words = JSON.parse(live.dataset.words);
  const state = document.querySelector("[data-live-state]");
  const say = (key, facts = {}) => {
    const text = words[key].replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
    if (state.textContent !== text) state.textContent = text;
    state.closest(".refresh").classList.toggle("lost", key === "lost" || key === "out");
  };
  let tag = live.dataset.tag;
  let known = textsOf(live);
  let since = clock();
  let wait = EVERY_MS;
  let timer;
  let asking = false;

  async function ask() {
    const answer = await fetch(live.dataset.live, {
      headers: { "If-None-Match": `"${tag}"` },
      cache: "no-store",
      credentials: "same-origin",
      signal: AbortSignal.timeout(20_000),
    });
    if (answer.status === 304) return "at";
    if (answer.redirected || answer.status === 401 || answer.status === 403) return "out";
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    if (!fresh) return "out";
    const { texts, gone } = putIn(live, document.importNode(fresh, true), known);
    known = texts;
    tag = (answer.headers.get("ETag") ?? "").replaceAll('"', "");
    return gone ? "gone" : "at";
  }

  async function round() {
    clearTimeout(timer);
    if (document.hidden || asking) return;
    asking = true;
    try {
      const result = await ask();
      if (result !== "out") since = clock();
      wait = result === "out" ? SLOWEST_MS : EVERY_MS;
      say(result, { time: since });
    } catch {
      wait = Math.min(wait * 2, SLOWEST_MS);
      say("lost", { time: since });
    }
    asking = false;
    if (!document.hidden) timer = setTimeout(round, wait);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else round();
  });
  window.addEventListener("online", round);
  document.querySelector("[data-refresh]")?.addEventListener("click", (event) => {
    event.preventDefault();
    round();
  });
  timer = setTimeout(round, wait);
}
