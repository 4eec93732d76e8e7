/* Who is reading: asked of the site, shown in the page, told to the other tabs. */

const COOKIE = "known-here=1";
const REMEMBERED = "reader-is-in";
const TOKENS = "input[name=csrfmiddlewaretoken]";
const others = globalThis.BroadcastChannel && new BroadcastChannel("reader");

/* Asks anew, and tells the other tabs when somebody came in or went out. */
export async function refresh(url) {
  const told = await ask(url);
  if (!told) return;
  show(told);
  const isIn = told.reader.name ? "1" : "";
  if (remembered() !== isIn) {
    remember(isIn);
    others?.postMessage("changed");
  }
}

/* Who has nothing here asks nothing. */
async function ask(url) {
  if (!document.cookie.split("; ").includes(COOKIE)) return { reader: {}, signed: [] };
  try {
    const answer = await fetch(url, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    // The page is whole without it.
    return null;
  }
}

/* Another tab came in or went out: this one follows, and is never loaded again. */
export function follow(url) {
  others?.addEventListener("message", () => refresh(url));
  addEventListener("pageshow", (event) => {
    if (event.persisted) refresh(url);
  });
}

function show({ reader, signed, token, forum }) {
  const isIn = Boolean(reader.name);
  toggle("[data-personal=reader]", isIn);
  toggle("[data-personal=nobody]", !isIn);
  toggle("[data-personal=staff]", Boolean(reader.is_staff));
  fill("[data-personal=name]", reader.name?.includes("@") ? "" : reader.name);
  const { unseen = 0 } = forum ?? {};
  toggle("[data-personal=forum]", Boolean(unseen));
  fill("[data-personal=unseen] [data-part=number]", unseen ? String(unseen) : "");
  for (const { petition, masked } of signed) {
    const place = `[data-personal=signed][data-petition="${CSS.escape(petition)}"]`;
    fill(`${place} [data-part=address]`, masked);
    toggle(place, true);
  }
  if (token) for (const field of document.querySelectorAll(TOKENS)) field.value = token;
}

/* Nothing to say, such as a reader without a name yet, leaves the page's own words. */
function fill(selector, text) {
  for (const place of document.querySelectorAll(selector)) {
    place.dataset.words ??= place.textContent;
    place.textContent = text || place.dataset.words;
  }
}

function toggle(selector, isShown) {
  for (const place of document.querySelectorAll(selector)) place.hidden = !isShown;
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) ?? "";
  } catch {
    return "";
  }
}

function remember(isIn) {
  try {
    localStorage.setItem(REMEMBERED, isIn);
  } catch {
    /* Storage is blocked: the other tabs are told more often than needed. */
  }
}
