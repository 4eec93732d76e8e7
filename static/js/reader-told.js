/* What a page of comments tells one reader alone: asked once, for all who show of it. */

const COOKIE = "known-here=1";
const others = globalThis.BroadcastChannel && new BroadcastChannel("reader");
/* By the address of the thread, what was asked and what is on its way. */
const asked = new Map();

others?.addEventListener("message", forget);

/* Whether this browser has anything of a reader; who has nothing asks nothing. */
export function mayBeKnown() {
  return document.cookie.split("; ").includes(COOKIE);
}

/* Who this is may have changed, or what they did. */
export function forget() {
  asked.clear();
}

/* Of a page with a thread on it, the thread's comments are asked about with the rest. */
export function told(url, ids = idsOnPage(url)) {
  const address = `${url}?ids=${ids.join(",")}`;
  if (!asked.has(address)) {
    const answer = fetch(address, { cache: "no-store" });
    asked.set(address, answer.then((it) => (it.ok ? it.json() : {})).catch(() => ({})));
  }
  return asked.get(address);
}

/* As many as one question takes (`comments.personal`). */
export const MOST_IDS = 250;

export function idsIn(part) {
  return [...part.querySelectorAll("[data-comment]")].map((it) => it.dataset.comment);
}

function idsOnPage(url) {
  const threads = [...document.querySelectorAll("live-thread")];
  const own = threads.find((it) => `${it.dataset.url}mine.json` === url);
  return own ? idsIn(own).slice(0, MOST_IDS) : [];
}
