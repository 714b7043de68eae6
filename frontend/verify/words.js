// Both languages, kept on the device with the page: the switch works without a network.
const CHOICE = "verify:language";
const { zone, place, shell, words } = document.getElementById("verifier").dataset;
const texts = await (await fetch(words)).json();

function chosen() {
  if (!shell) return document.documentElement.lang;
  try {
    const kept = window.localStorage.getItem(CHOICE);
    if (kept in texts) return kept;
  } catch {
    // no storage: the browser's language decides
  }
  return navigator.language.startsWith("en") ? "en" : "fr";
}

let language = chosen();

export const current = () => language;

export function choose(wanted) {
  language = wanted;
  try {
    window.localStorage.setItem(CHOICE, wanted);
  } catch {
    // it lasts as long as the page
  }
}

// The sentence for a key; {name} in it is replaced by the fact of that name. Null when there is none.
export function say(key, facts = {}) {
  const text = texts[language][key];
  return text?.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole) ?? null;
}

function parts(seconds) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(new Date(seconds * 1_000)).map(({ type, value }) => [type, value]));
}

function split(seconds) {
  const { day, month, year, hour, minute } = parts(seconds);
  return [`${day}/${month}/${year}`, `${hour}:${minute}`];
}

// A moment, in seconds since 1970, with its zone's name: 23/11/2026 10:00 (Bamako).
export function when(seconds) {
  return `${split(seconds).join(" ")} (${place})`;
}

export function period(start, end) {
  const [[day, from], [lastDay, to]] = [split(start), split(end)];
  return day === lastDay ? `${day} ${from}–${to} (${place})` : `${day} ${from} – ${lastDay} ${to} (${place})`;
}
