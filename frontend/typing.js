// A form that keeps what is being typed: on this device at once, in the portal after a pause. What was kept
// comes back when the form is opened again, and is forgotten when it was sent, dropped, or on signing out.
import { say } from "./words.js";

const FRONT = "typing:";
const PAUSE_MS = 1_200;
const KEPT_FOR_MS = 7 * 24 * 3_600_000;
const LEFT_OUT = new Set(["csrf_token", "token", "action", "file", "file_parts", "part"]);

// Storage may be switched off; the portal then keeps the texts alone.
function stored(work) {
  try {
    return work(window.localStorage);
  } catch {
    return null;
  }
}

function keys() {
  return stored((storage) => Object.keys(storage).filter((key) => key.startsWith(FRONT))) ?? [];
}

function read(key) {
  const text = stored((storage) => storage.getItem(key));
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function forget(key) {
  stored((storage) => storage.removeItem(key));
}

function textsOf(form) {
  const texts = {};
  for (const [name, value] of new FormData(form)) {
    if (LEFT_OUT.has(name) || typeof value !== "string") continue;
    texts[name] = name in texts ? `${texts[name]},${value}` : value;
  }
  return texts;
}

function put(form, texts) {
  for (const element of form.elements) {
    if (!element.name || LEFT_OUT.has(element.name) || element.type === "hidden" || element.type === "submit") continue;
    const text = texts[element.name] ?? "";
    if (element.type === "radio") element.checked = element.value === text;
    else if (element.type === "checkbox") element.checked = text.split(",").includes(element.value);
    else element.value = text;
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function same(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

function status(form) {
  const line = document.createElement("p");
  line.className = "quiet";
  line.setAttribute("role", "status");
  form.append(line);
  return (text) => {
    line.textContent = text;
  };
}

async function send(form, tell) {
  const body = new FormData(form);
  body.delete("file");
  body.delete("file_parts");
  try {
    const answer = await fetch(form.dataset.typingTo, { method: "POST", body, keepalive: true });
    tell(say(answer.ok ? "typing_kept" : "typing_here"));
  } catch {
    tell(say("typing_here"));
  }
}

// Bring back what this device kept of a form that was never answered.
function bringBack(form, key, tell) {
  const kept = read(key);
  if (!kept || same(kept.texts, textsOf(form))) return;
  // A form with other volumes than were kept cannot hold them: the portal's own copy then stands in it.
  if (kept.texts.volumes !== form.elements.volumes?.value) return;
  if (document.querySelector(".error-summary, .verdict, #read")) return;
  put(form, kept.texts);
  tell(say("typing_back"));
}

function keep(form) {
  const key = FRONT + form.dataset.typing;
  const person = form.dataset.typing.split(":")[0];
  const tell = status(form);
  for (const one of keys()) {
    const mine = one.startsWith(`${FRONT}${person}:`);
    if (!mine || Date.now() - (read(one)?.at ?? 0) > KEPT_FOR_MS) forget(one);
  }
  bringBack(form, key, tell);
  let timer;
  const onTyping = () => {
    stored((storage) => storage.setItem(key, JSON.stringify({ texts: textsOf(form), at: Date.now(), sent: false })));
    clearTimeout(timer);
    timer = setTimeout(() => send(form, tell), PAUSE_MS);
  };
  form.addEventListener("input", onTyping);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    const kept = read(key) ?? { texts: textsOf(form), at: Date.now() };
    stored((storage) => storage.setItem(key, JSON.stringify({ ...kept, sent: true })));
  });
  window.addEventListener("online", () => read(key) && send(form, tell));
}

// An answered page of another kind than the form means that what was sent arrived.
function forgetSent() {
  for (const key of keys()) if (read(key)?.sent) forget(key);
}

function forgetOn(form, which) {
  form.addEventListener("submit", () => keys().filter(which).forEach(forget));
}

export function keepTyping() {
  const form = document.querySelector("form[data-typing]");
  if (form) keep(form);
  else forgetSent();
  const drop = document.querySelector("form[data-typing-drop]");
  if (drop && form) forgetOn(drop, (key) => key === FRONT + form.dataset.typing);
  for (const leaving of document.querySelectorAll('form[action$="/logout"]')) forgetOn(leaving, () => true);
}
