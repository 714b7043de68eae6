// One moment of the time bar on the map: what does not apply then is not drawn.

// Tie the slider of the page, if there is one, to the drawn features; `show(one, on)` draws or hides one.
export function followMoment(features, show) {
  const box = document.querySelector("[data-moment]");
  if (!box || !features.some(({ feature }) => feature.properties.times)) return;
  const slider = box.querySelector("input[type=range]");
  const all = box.querySelector("[data-moment-all]");
  const said = box.querySelector("output");
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone: box.dataset.zone, day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const refresh = () => {
    const moment = Number(slider.value);
    const text = clock.format(moment * 1_000);
    said.textContent = text;
    slider.setAttribute("aria-valuetext", text);
    for (const one of features) show(one, all.checked || applies(one.feature.properties.times, moment));
    for (const mark of document.querySelectorAll(`${box.dataset.bar} .bar-moment`)) mark.remove();
    if (!all.checked) for (const bar of document.querySelectorAll(`${box.dataset.bar} svg`)) mark(bar, place(box, moment));
  };
  slider.addEventListener("input", () => {
    all.checked = false;
    refresh();
  });
  all.addEventListener("change", refresh);
  slider.disabled = false;
  box.hidden = false;
  refresh();
}

// Half-open, as every period of the portal; what has no times is there always.
function applies(times, moment) {
  return times === undefined || times.some(([start, end]) => start <= moment && moment < end);
}

function place({ dataset }, moment) {
  return ((moment - dataset.from) / (dataset.to - dataset.from)) * 1_000;
}

function mark(bar, x) {
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  for (const [name, value] of Object.entries({ class: "bar-moment", x1: x, x2: x, y1: 0, y2: 24 })) line.setAttribute(name, value);
  bar.append(line);
}
