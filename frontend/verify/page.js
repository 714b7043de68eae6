// The verifier's page: scan or paste, a verdict at once, the portal's own answer where there is a network.
import { readPicture, scan } from "./camera.js";
import { kept, refresh } from "./kept.js";
import { check } from "./signatures.js";
import { typed } from "./text.js";
import { judge } from "./verdict.js";
import { draw } from "./view.js";
import { choose, current, say, when } from "./words.js";

const EVERY_MS = 5 * 60_000;
const PATIENCE_MS = 5_000;
const PORTALS = new Set(["valid", "not_yet", "expired", "revoked", "suspended", "not_in_register"]);
const SCOPES = ["/verify", "/V/"];
const NO_CAMERA = { NotAllowedError: "camera_refused", NotReadableError: "camera_busy" };
// Verdicts that the portal's register may put right; a forgery stays one.
const OPEN_TO_REGISTER = new Set([...PORTALS, "unknown_key", "not_known"]);

const root = document.getElementById("verifier");
const { phone, qrScript, worker, keys, list, register, shell } = root.dataset;
const part = (name) => root.querySelector(`[data-part=${name}]`) ?? document.querySelector(`[data-part=${name}]`);
let shown = null;
let turn = 0;
let scanning = false;

const seconds = () => Math.floor(Date.now() / 1_000);

function tell(key) {
  part("message").textContent = key ? say(key) : "";
}

function show(verdict) {
  shown = verdict;
  draw(part("verdict"), verdict, phone);
}

// Judge what this device knows, at once.
async function judgeHere(text) {
  const known = await kept();
  const clock = seconds();
  return { ...(await judge(text, { ...known, now: clock, check })), source: "here", list: known.list, clock };
}

async function answerOf(text) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(register + encodeURIComponent(text), { credentials: "omit", cache: "no-store", signal });
  return answer.ok ? answer.json() : null;
}

// The portal's own answer, with its own clock; null when it cannot be had or says no more.
async function judgeThere(here) {
  const found = await answerOf(here.text).catch(() => null);
  if (found === null || !PORTALS.has(found.state) || (!here.content && found.state === "valid")) return null;
  const nowValid = (found.permit?.volumes ?? []).flatMap((volume, place) => (volume.valid_now ? [place] : []));
  const ends = nowValid.map((place) => Date.parse(found.permit.volumes[place].end) / 1_000);
  const clock = Math.floor(Date.parse(found.as_of) / 1_000);
  return { ...here, state: found.state, why: null, nowValid, until: Math.max(...ends), source: "register", clock };
}

export async function verify(text) {
  const mine = (turn += 1);
  tell(null);
  let here = await judgeHere(text);
  if (mine !== turn) return;
  show(here);
  part("verdict").focus({ preventScroll: false });
  if (here.state === "unknown_key" && (await refresh({ keys, list })) === "fresh") {
    here = await judgeHere(text);
    if (mine === turn) show(here);
  }
  if (!OPEN_TO_REGISTER.has(here.state)) return;
  const there = await judgeThere(here);
  if (there && mine === turn) show(there);
}

async function report(outcome) {
  const known = await kept();
  const lines = [known.list === null ? say("no_list") : say("list_of", { moment: when(known.list.asOf) })];
  lines.push(say("keys_here", { count: known.keys.size }));
  if (outcome === "refused") lines.push(say("refused"));
  const ready = known.keys.size > 0 && known.list !== null && (await installed());
  lines.push(say(ready ? "ready" : "not_ready"));
  part("status").textContent = lines.join(" ");
  root.dataset.ready = String(ready);
}

async function installed() {
  if (!("serviceWorker" in navigator)) return false;
  const found = await Promise.all(SCOPES.map((scope) => navigator.serviceWorker.getRegistration(scope)));
  return found.every((registration) => registration?.active);
}

async function update() {
  await report(await refresh({ keys, list }));
}

// One worker for the two places that must open without a network, and for nothing else.
async function install() {
  if (!("serviceWorker" in navigator)) return;
  const made = await Promise.all(SCOPES.map((scope) => navigator.serviceWorker.register(worker, { scope })));
  await Promise.all(made.map(settled));
  navigator.storage?.persist?.().catch(() => false);
}

// Until a worker that is being installed serves its place, or has failed to.
async function settled({ installing, waiting, active }) {
  const coming = installing ?? waiting;
  if (active || !coming) return;
  await new Promise((done) => {
    const look = () => ["activated", "redundant"].includes(coming.state) && done();
    coming.addEventListener("statechange", look);
    look();
  });
}

async function useCamera() {
  if (scanning) {
    scanning = false;
    return;
  }
  scanning = true;
  relabel();
  tell("looking");
  part("video").hidden = false;
  try {
    const text = await scan(part("video"), qrScript, () => !scanning);
    tell(null);
    if (text) await verify(text);
  } catch (fault) {
    tell(NO_CAMERA[fault.name] ?? "no_camera");
  } finally {
    scanning = false;
    part("video").hidden = true;
    relabel();
  }
}

async function usePicture(event) {
  const [file] = event.target.files;
  if (!file) return;
  const text = await readPicture(file, qrScript).catch(() => null);
  event.target.value = "";
  if (text) await verify(text);
  else tell("no_square");
}

function relabel() {
  for (const one of root.querySelectorAll("[data-say]")) one.textContent = say(one.dataset.say);
  part("scan-word").textContent = say(scanning ? "stop" : "scan");
  if (!shell) return;
  document.documentElement.lang = current();
  document.title = say("title");
  for (const one of root.querySelectorAll("[data-language]")) one.hidden = one.dataset.language === current();
}

function listen() {
  part("scan").addEventListener("click", useCamera);
  part("picture").addEventListener("change", usePicture);
  part("update").addEventListener("click", update);
  const form = part("form");
  form.addEventListener("submit", (event) => {
    const text = form.elements.code.value;
    // Eight characters name a permit without showing it: only the portal can answer.
    if (typed(text).length <= 8 && !shell && navigator.onLine) return;
    event.preventDefault();
    verify(text);
  });
  for (const one of root.querySelectorAll("[data-language]")) {
    one.addEventListener("click", () => {
      choose(one.dataset.language);
      relabel();
      if (shown) show(shown);
      report();
    });
  }
  window.addEventListener("online", update);
}

export async function start() {
  root.hidden = false;
  part("scan").hidden = !navigator.mediaDevices?.getUserMedia;
  relabel();
  listen();
  const [, code] = location.pathname.match(/^\/V\/(.+)$/) ?? [];
  if (code) await verify(decodeURIComponent(code));
  await report();
  await install().catch(() => null);
  await update();
  setInterval(() => document.visibilityState === "visible" && update(), EVERY_MS);
}
