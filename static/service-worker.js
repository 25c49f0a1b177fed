// Keeps the whole site for use without network. One build is one cache: a page gets all its files from the build that it
// started with, so that no two builds ever mix. A newer build waits until the reader takes it.
// The two values are filled in by scripts/after-build.mjs.
const BUILD = "BUILD_NAME";
const FILES = ["BUILD_FILES"];
const CACHE = `site-${BUILD}`;

self.addEventListener("install", (event) => {
  // `reload` goes past the browser's own cache, which may still hold the build before.
  const requests = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("site-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || !event.request.url.startsWith(self.registration.scope)) return;
  const kept = async () => {
    const cache = await caches.open(CACHE);
    const page = event.request.mode === "navigate" ? "./" : event.request;
    return (await cache.match(page, { ignoreSearch: event.request.mode === "navigate" })) ?? fetch(event.request);
  };
  event.respondWith(kept());
});
