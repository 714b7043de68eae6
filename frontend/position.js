// "Use my position": the reader's position is asked for on a click and goes nowhere but into two inputs.
import { writeDegrees } from "./coordinates.js";
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
  if (!navigator.geolocation) return;
  const latitude = document.getElementById(button.dataset.lat);
  const longitude = document.getElementById(button.dataset.lon);
  if (!latitude || !longitude) return;
  const said = sayBeside(button);
  const found = ({ coords }) => {
    writeDegrees(latitude, coords.latitude);
    writeDegrees(longitude, coords.longitude);
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
