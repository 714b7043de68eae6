// What can be said of a permit without the portal: pinned keys, the signed list, and a clock.
import { decode as readContent } from "./content.js";
import { open } from "./cose.js";
import { decode as readText, isCode, isReadable, typed } from "./text.js";

// A list older than this does not tell any more whether a permit was revoked.
export const LIST_GOOD_S = 24 * 3_600;
// A clock that is behind the list's time by more than this is wrong.
export const CLOCK_MAY_LAG_S = 60;

// {code, content, keyId}: genuine, not_genuine, unknown_key or unknown_format.
export async function read(text, keys, check) {
  const data = readText(text);
  if (data === null) return { code: "not_genuine" };
  const opened = await open(data, keys, check);
  if (opened.payload === undefined) return opened;
  const content = readContent(opened.payload);
  if (content === null || (opened.key.exercise && !content.exercise)) return { code: "unknown_format", keyId: opened.keyId };
  return { code: "genuine", content, keyId: opened.keyId };
}

// The verdict on what was scanned, pasted or typed. `now` in seconds since 1970; `list` may be null.
// Gives {state, why, content, nowValid, until}: `why` tells more of unknown_key and not_known.
export async function judge(shown, { keys, list, now, check }) {
  const text = typed(shown);
  if (!isReadable(text)) return { state: "unreadable" };
  if (isCode(text)) return { state: "code_alone", text };
  const { code, content } = await read(text, keys, check);
  if (code === "not_genuine") return { state: "not_genuine", text };
  if (code !== "genuine") return { state: "unknown_key", why: code, text };
  return { text, content, nowValid: [], ...ofGenuine(content, list, now) };
}

function ofGenuine(content, list, now) {
  const end = Math.max(...content.volumes.map((volume) => volume.end));
  // An exercise's key vouches for exercises only, with a list as with a permit.
  const known = list !== null && (content.exercise || !list.exercise) ? list : null;
  if (known?.revoked.has(content.code)) return { state: "revoked" };
  if (Math.max(now, known?.asOf ?? 0) >= end) return { state: "expired" };
  if (known?.suspended.has(content.code)) return { state: "suspended" };
  if (known !== null && now < known.asOf - CLOCK_MAY_LAG_S) return { state: "not_known", why: "clock" };
  const nowValid = content.volumes.flatMap(({ start, end }, place) => (start <= now && now < end ? [place] : []));
  if (nowValid.length === 0) return { state: "not_yet" };
  if (known === null) return { state: "not_known", why: "no_list" };
  if (now - known.asOf > LIST_GOOD_S) return { state: "not_known", why: "old_list" };
  return { state: "valid", nowValid, until: Math.max(...nowValid.map((place) => content.volumes[place].end)) };
}
