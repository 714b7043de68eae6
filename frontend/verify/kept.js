// What this device keeps for the check without a network: pinned keys and the signed list.
import { contradict, fromBase64, pinned } from "./keys.js";
import { read } from "./revocations.js";
import { check } from "./signatures.js";

const KEYS = "verify:keys";
const LIST = "verify:list";
const PATIENCE_MS = 10_000;
const memory = new Map();

// Storage may be switched off; what was fetched then lasts as long as the page.
function put(name, text) {
  memory.set(name, text);
  try {
    window.localStorage.setItem(name, text);
  } catch {
    // nothing to do: the page says that it is not ready for work without a network
  }
}

function get(name) {
  try {
    return window.localStorage.getItem(name) ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

async function keysOf(text) {
  try {
    return await pinned(JSON.parse(text));
  } catch {
    return new Map();
  }
}

// {keys, list}: no keys and no list before the first visit with a network. The list is verified each time.
export async function kept() {
  const keys = await keysOf(get(KEYS));
  const text = get(LIST);
  return { keys, list: text ? await read(fromBase64(text), keys, check) : null };
}

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

async function refreshKeys(address) {
  const text = await (await fetched(address)).text();
  const before = await keysOf(get(KEYS));
  const after = await pinned(JSON.parse(text));
  if (contradict(before, after)) throw new Error("keys");
  put(KEYS, text);
  return after;
}

async function refreshList(address, keys) {
  const bytes = new Uint8Array(await (await fetched(address)).arrayBuffer());
  const fresh = await read(bytes, keys, check);
  const { list } = await kept();
  // An older list than the one that is here would hide a revocation.
  if (fresh === null || (list !== null && fresh.asOf < list.asOf)) throw new Error("list");
  put(LIST, btoa(String.fromCharCode(...bytes)));
}

// Bring keys and list up to date; gives "fresh", "offline" or "refused" (what came contradicts what is here).
export async function refresh({ keys, list }) {
  try {
    await refreshList(list, await refreshKeys(keys));
    return "fresh";
  } catch (fault) {
    return ["keys", "key", "list"].includes(fault.message) ? "refused" : "offline";
  }
}
