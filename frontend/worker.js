// Lets the verifier open without a network. The server writes VERSION, SHELL and FILES in front of it.
// One for each scope: the two workers of a page come and go one after the other.
const OURS = `verify ${self.registration.scope} `;
const CACHE = OURS + VERSION;
// Whoever stands before a soldier waits no longer for a poor network: the verifier judges, then asks.
const PATIENCE_MS = 1_500;

async function fill() {
  const cache = await caches.open(CACHE);
  // Names change with what they hold, so whatever the page or the other worker fetched is not fetched again.
  // Without cookies where the portal makes it: what is kept on the device is nobody's own page.
  await cache.addAll([SHELL, ...FILES].map((address) => (address.startsWith("/static/") ? address : new Request(address, { credentials: "omit" }))));
}

async function forget() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)));
}

// A page: from the portal, or the verifier when the portal is silent, slow or broken.
async function page(request) {
  const shell = () => caches.match(SHELL);
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS)).then(shell);
  const asked = fetch(request).then(
    async (answer) => (answer.status >= 500 ? ((await shell()) ?? answer) : answer),
    async (fault) => (await shell()) ?? Promise.reject(fault),
  );
  return (await Promise.race([asked, late])) ?? asked;
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forget().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(request.url.slice(self.location.origin.length))) event.respondWith(file(request));
});
