// The verifier's own modules, asked by a test: JSON in (keys, list, cases), one verdict a case out.
import { readFileSync } from "node:fs";
import { pinned } from "../../../../frontend/verify/keys.js";
import { read as readList } from "../../../../frontend/verify/revocations.js";
import { byLibrary, check } from "../../../../frontend/verify/signatures.js";
import { judge, read } from "../../../../frontend/verify/verdict.js";

const { keys: document, list: signed, cases, library } = JSON.parse(readFileSync(0, "utf8"));
const keys = await pinned(document);
const trust = library ? byLibrary : check;
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const lists = new Map();

async function listOf(text) {
  if (!text) return null;
  if (!lists.has(text)) lists.set(text, await readList(bytes(text), keys, trust));
  return lists.get(text);
}

const answers = [];
for (const one of cases) {
  if (one.now === undefined) {
    const { code, content } = await read(one.text, keys, trust);
    answers.push({ code, content: content ?? null });
  } else {
    const list = await listOf(one.list ?? signed);
    const { state, why, nowValid, until } = await judge(one.text, { keys, list, now: one.now, check: trust });
    answers.push({ state, why: why ?? null, nowValid: nowValid ?? [], until: until ?? null });
  }
}
process.stdout.write(JSON.stringify(answers));
