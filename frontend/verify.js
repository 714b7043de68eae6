// The check of a permit on this device, with or without a network.
import { start } from "./verify/page.js";

start();
