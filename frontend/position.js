// "Use my position": the reader's position is asked for on a click and goes nowhere but into the form.
import { positionOf } from "./coordinates.js";
import { say } from "./words.js";

const PATIENCE_MS = 20_000;

function sayBeside(button) {
  const said = document.createElement("p");
  said.className = "help";
  said.setAttribute("role", "status");
  button.after(said);
  return said;
}

export function offerPosition(button) {
  const position = positionOf(button.dataset);
  if (!navigator.geolocation || !position) return;
  const said = sayBeside(button);
  const found = ({ coords }) => {
    position.write(coords.latitude, coords.longitude);
    said.textContent = say("located", { metres: Math.ceil(coords.accuracy) });
  };
  const lost = () => {
    said.textContent = say("no_position");
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = say("locating");
    navigator.geolocation.getCurrentPosition(found, lost, { enableHighAccuracy: true, timeout: PATIENCE_MS });
  });
}
