// Builds static/dist: hashed style sheets, scripts, pictures and the basemap, and the list of their names.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { around } from "./basemap/borders.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "..", "static", "dist");

// Bytes after gzip that a phone on a poor network has to fetch, at most.
const BUDGETS = {
  "a page without a map": { files: ["app.css", "app.js", "icon.svg"], limit: 20_000 },
  "a page with a map": { files: ["app.css", "app.js", "icon.svg", "map.css", "map.js", "basemap.json"], limit: 70_000 },
  // The page with its words weighs 15,000 more.
  "the verifier": { files: ["app.css", "app.js", "icon.svg", "verify.css", "verify.js", "qr.js", "worker.js"], limit: 50_000 },
};

// Two thirds of the reader of squares are a table of Japanese characters, which no permit holds.
const withoutKanji = {
  name: "without kanji",
  setup(build) {
    build.onLoad({ filter: /jsQR\.js$/ }, async ({ path }) => {
      const whole = await readFile(path, "utf8");
      const contents = whole.replace(/exports\.shiftJISTable = \{[^}]*\};/, "exports.shiftJISTable = {};");
      if (contents === whole) throw new Error("jsQR has no table of characters where it was");
      return { contents };
    });
  },
};

async function bundles() {
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: ["app.js", "desk.js", "map.js", "verify.js", "qr.js", "worker.js", "css/app.css", "css/map.css", "css/verify.css"],
    outdir: DIST,
    entryNames: "[name]",
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome109", "firefox115", "safari16"],
    charset: "utf8",
    legalComments: "inline",
    loader: { ".svg": "dataurl", ".png": "empty" },
    nodePaths: [join(HERE, "..", "node_modules")],
    plugins: [withoutKanji],
    logLevel: "warning",
  });
  return result.outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]);
}

async function basemap() {
  const places = JSON.parse(await readFile(join(HERE, "basemap", "places.json"), "utf8"));
  return Buffer.from(JSON.stringify({ ...around(), places }));
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const ending = extname(name);
  return `${name.slice(0, -ending.length)}.${hash}${ending}`;
}

function checkBudgets(sizes) {
  for (const [what, { files, limit }] of Object.entries(BUDGETS)) {
    const bytes = files.reduce((sum, name) => sum + sizes[name], 0);
    console.log(`${what}: ${bytes} bytes of ${limit}`);
    if (bytes > limit) throw new Error(`${what} weighs ${bytes} bytes after gzip; ${limit} are allowed`);
  }
}

const files = [
  ...(await bundles()),
  ["basemap.json", await basemap()],
  ["icon.svg", await readFile(join(HERE, "images", "icon.svg"))],
];
const zipped = new Map(files.map(([name, content]) => [name, gzipSync(content, { level: 9 })]));
checkBudgets(Object.fromEntries([...zipped].map(([name, content]) => [name, content.length])));

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });
const manifest = {};
for (const [name, content] of files) {
  manifest[name] = hashed(name, content);
  await writeFile(join(DIST, manifest[name]), content);
  await writeFile(join(DIST, `${manifest[name]}.gz`), zipped.get(name));
}
await writeFile(join(DIST, "manifest.json"), JSON.stringify(manifest, null, 2));
