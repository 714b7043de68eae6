// The liaison desk: the queue refreshes itself, keys act on the queue and on the case.
import { followCase } from "./desk/case.js";
import { offerKeys } from "./desk/keys.js";
import { followQueue } from "./desk/live.js";

const live = document.getElementById("live");
if (live) followQueue(live);
const keys = document.querySelector("[data-keys]");
if (keys) offerKeys(keys);
if (keys?.dataset.page === "case") followCase(keys);
