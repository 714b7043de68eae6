// Draws a verdict: a colour, a drawing and words, so that none is needed to understand the others.
import { spaced } from "./text.js";
import { current, period, say, when } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const LOOKS = {
  valid: ["ok", "M4 12.5l5.5 5.5L20 6.5"],
  not_yet: ["warn", "M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2"],
  expired: ["neutral", "M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2M4 4l16 16"],
  revoked: ["danger", "M5 5l14 14M19 5L5 19"],
  suspended: ["danger", "M8 4v16M16 4v16"],
  not_genuine: ["danger", "M8 3h8l5 5v8l-5 5H8l-5-5V8zM7 12h10"],
  not_in_register: ["danger", "M8 3h8l5 5v8l-5 5H8l-5-5V8zM7 12h10"],
  unknown_key: ["unknown", "M8.5 8.5a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.2-1.5 2.6M12 18v.3"],
  not_known: ["unknown", "M6 3h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 4 5a2 2 0 0 1 2-2z"],
  unreadable: ["neutral", "M8.5 8.5a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.2-1.5 2.6M12 18v.3"],
  code_alone: ["neutral", "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z"],
};
// Verdicts after which only a person can help.
const PHONED = new Set(["not_known", "unknown_key", "not_genuine", "not_in_register", "code_alone"]);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function drawing(path) {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

function height({ m, datum }) {
  return `${m} m ${say(`height.${datum}`)}`;
}

function facts(pairs) {
  return element("dl", { class: "facts" }, ...pairs.flatMap(([label, value]) => [element("dt", {}, label), element("dd", {}, value)]));
}

function corners({ area: { digits, rings } }) {
  const degrees = (value) => (value / 10 ** digits).toFixed(7);
  const list = (ring) => element("ol", {}, ...ring.map(([lon, lat]) => element("li", {}, `${degrees(lat)}, ${degrees(lon)}`)));
  return element("details", {}, element("summary", {}, say("area")), ...rings.map(list));
}

function volume(one, place, count, nowValid) {
  const pairs = [[say("window"), period(one.start, one.end)], [say("ceiling"), height(one.ceiling)]];
  if (one.floor.m !== 0 || one.floor.datum !== "AGL") pairs.push([say("floor"), height(one.floor)]);
  const open = nowValid.includes(place);
  const title = count > 1 ? element("h3", {}, `${say("volume", { number: place + 1 })} – `, element("strong", {}, say(open ? "open_now" : "not_open"))) : null;
  return element("div", { class: open && count > 1 ? "volume open" : "volume" }, title, facts(pairs), corners(one));
}

function condition(code) {
  return element("li", {}, say(`condition.${code}`) ?? say("condition_unknown", { number: code }));
}

function content(found, nowValid) {
  const { volumes, conditions } = found;
  const rows = [[say("operator"), found.operatorNumber], [say("serial"), found.serialTail]];
  return element(
    "section",
    { class: "card" },
    element("h2", {}, `${say("says")} – ${spaced(found.code)}`),
    element("p", {}, say("compare")),
    facts(rows),
    ...volumes.map((one, place) => volume(one, place, volumes.length, nowValid)),
    conditions.length > 0 ? element("h3", {}, say("conditions")) : null,
    conditions.length > 0 ? element("ul", {}, ...conditions.map(condition)) : null,
  );
}

function exercise() {
  return element("p", { class: "exercise" }, element("strong", {}, say("exercise")));
}

function advice({ state, why, content: found }) {
  const special = state === "valid" && found.exercise ? "advice.valid_exercise" : `advice.${state}.${why}`;
  return say(special) ?? say(`advice.${state}`);
}

function phoned(state, phone) {
  if (!PHONED.has(state) || !phone) return null;
  return element("p", { class: "call" }, `${say("call")} `, element("a", { href: `tel:${phone.replaceAll(" ", "")}` }, phone));
}

// What the verdict stands on: the list's date and the clock, or the portal's own register.
function grounds({ source, list, clock }) {
  const listed = list === null ? say("no_list") : say("list_of", { moment: when(list.asOf) });
  const asked = source === "register" ? say("by_register", { moment: when(clock) }) : `${listed} ${say("clock_used", { moment: when(clock) })}`;
  return element("p", { class: "grounds" }, asked);
}

// Draw into `place`; `verdict` as judge() gives it, with {source, list, clock}.
export function draw(place, verdict, phone) {
  const { state, content: found } = verdict;
  const [tone, path] = LOOKS[state];
  const left = state === "valid" ? Math.floor((verdict.until - verdict.clock) / 60) : null;
  const box = element(
    "div",
    { class: `judged judged-${tone}`, "data-state": state },
    found?.exercise ? exercise() : null,
    element("p", { class: "judged-word" }, drawing(path), element("span", {}, say(`state.${state}`))),
    left === null ? null : element("p", { class: "judged-left" }, say("minutes_left", { minutes: left })),
    element("p", {}, advice(verdict)),
    phoned(state, phone),
    grounds(verdict),
  );
  place.lang = current();
  place.replaceChildren(box, ...(found ? [content(found, verdict.nowValid)] : []));
  place.hidden = false;
}
