// Single keys act on the desk's pages unless their owner switched them off, and never while somebody types.
const ORDER = "desk:order";

function typing(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

// The order of the queue and its address, for the pages of its cases.
function store() {
  const kept = { ids: cases().map((item) => item.dataset.case), address: window.location.pathname + window.location.search };
  try {
    window.sessionStorage.setItem(ORDER, JSON.stringify(kept));
  } catch {
    // Without storage there is no next case on the case's page; the queue is one key away.
  }
}

function stored() {
  try {
    return { ids: [], address: "/liaison", ...JSON.parse(window.sessionStorage.getItem(ORDER) ?? "{}") };
  } catch {
    return { ids: [], address: "/liaison" };
  }
}

function show(element) {
  element.scrollIntoView({ block: "nearest" });
  element.focus({ preventScroll: true });
}

// The queue: the case that has the focus is the one that keys are for.
let last = window.location.hash.startsWith("#case-") ? window.location.hash.slice(6) : null;

function cases() {
  return [...document.querySelectorAll("#live [data-case]")];
}

function current() {
  const here = document.activeElement?.closest("[data-case]");
  if (here?.closest("#live")) last = here.dataset.case;
  return cases().find((item) => item.dataset.case === last) ?? null;
}

function step(by) {
  const all = cases();
  const place = all.indexOf(current());
  const next = all[place < 0 ? 0 : Math.min(all.length - 1, Math.max(0, place + by))];
  if (!next) return;
  last = next.dataset.case;
  show(next.querySelector("[data-open]"));
}

function chosen() {
  return current() ?? cases()[0] ?? null;
}

function open(what = "") {
  const item = chosen();
  if (!item) return;
  store();
  window.location.assign(`/liaison/${item.dataset.case}${what}`);
}

const QUEUE = {
  j: () => step(1),
  k: () => step(-1),
  o: () => open(),
  a: () => open("?to=approve"),
  d: () => open("?to=deny"),
  c: () => chosen()?.querySelector("[data-claim]")?.click(),
  x: () => chosen()?.querySelector("input[type=checkbox]")?.click(),
  r: () => document.querySelector("[data-refresh]")?.click(),
};

// The case: keys lead to the forms that stand on the page; Enter there is the browser's own.
function form(verb) {
  return document.querySelector(`form[action$="/${verb}"]`);
}

function lead(verb) {
  const button = form(verb)?.querySelector("button[type=submit]");
  if (button) show(button);
  return button;
}

function neighbour(by) {
  const { ids } = stored();
  const place = ids.indexOf(document.querySelector("[data-keys]").dataset.case);
  const next = place < 0 ? null : ids[place + by];
  if (next) window.location.assign(`/liaison/${next}`);
}

function reason(key) {
  const choice = form("deny")?.querySelector("select");
  const here = document.activeElement?.closest("form");
  if (!choice || here !== form("deny") || !choice.options[Number(key)]) return;
  choice.selectedIndex = Number(key);
  choice.dispatchEvent(new Event("change", { bubbles: true }));
}

const CASE = {
  a: () => lead("approve"),
  d: () => lead("deny"),
  u: () => form("undo")?.requestSubmit(),
  c: () => form("claim")?.requestSubmit(),
  j: () => neighbour(1),
  k: () => neighbour(-1),
  q: () => window.location.assign(stored().address),
};

export function offerKeys(element) {
  element.hidden = false;
  const dialog = element.querySelector("dialog");
  element.querySelector("[data-keys-open]").addEventListener("click", () => dialog.showModal());
  element.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
  const onCase = element.dataset.page === "case";
  document.addEventListener("focusin", () => onCase || current());
  document.getElementById("live")?.addEventListener("click", store);
  if (element.dataset.keys !== "on") return;
  // Not by a fragment: following one, browsers take the focus away again.
  const to = new URLSearchParams(window.location.search).get("to");
  if (onCase && ["approve", "deny"].includes(to)) {
    window.history.replaceState(null, "", window.location.pathname);
    lead(to);
  }
  const acts = onCase ? CASE : QUEUE;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (dialog.open || typing(event.target)) return;
    if (event.key === "?") dialog.showModal();
    else if (Object.hasOwn(acts, event.key)) acts[event.key]();
    else if (onCase && /^[1-8]$/.test(event.key)) reason(event.key);
    else return;
    event.preventDefault();
  });
}
