/* Keeps half-written text of a form in this browser, until it was sent or two days are
   over. A form says its name (data-keep) and which fields (data-keep-fields); nothing
   else is kept, and never a password, a code, a box or an address of mail. A page that
   follows a good post says which is done with (data-kept-no-more); where that page is the
   same for everybody, the answer to the post says so in a cookie, which goes at once. */

const PREFIX = "kept-text ";
const LIFE = 48 * 60 * 60 * 1000;
const DONE_COOKIE = "kept-no-more";
const KINDS = ["text", "search", "textarea"];

/* Storage may be blocked, full, or hold what another program wrote. */
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function read(key) {
  const kept = attempt(() => JSON.parse(localStorage.getItem(key)));
  return kept && kept.until > Date.now() && kept.text ? kept.text : {};
}

function write(key, text) {
  attempt(() => {
    if (Object.values(text).some(Boolean)) {
      localStorage.setItem(key, JSON.stringify({ text, until: Date.now() + LIFE }));
    } else {
      localStorage.removeItem(key);
    }
  });
}

function forget(name) {
  attempt(() => localStorage.removeItem(PREFIX + name));
}

function forgetOld() {
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  for (const key of keys.filter((key) => key.startsWith(PREFIX))) {
    const kept = attempt(() => JSON.parse(localStorage.getItem(key)));
    if (!(kept?.until > Date.now())) attempt(() => localStorage.removeItem(key));
  }
}

function fieldsOf(form) {
  return form.dataset.keepFields
    .split(" ")
    .map((name) => form.elements.namedItem(name))
    .filter((field) => KINDS.includes(field?.type) && !/code|password/.test(field.autocomplete));
}

/* What the server or the reader has put there is newer than what was kept. */
function restore(form) {
  const kept = read(PREFIX + form.dataset.keep);
  for (const field of fieldsOf(form)) {
    const text = kept[field.name];
    if (field.value || typeof text !== "string" || !text) continue;
    field.value = text;
    const more = field.closest("details");
    if (more) more.open = true;
  }
}

function keep(form) {
  const text = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));
  write(PREFIX + form.dataset.keep, text);
}

function forgetWhatTheCookieNames() {
  const named = document.cookie.match(new RegExp(`(?:^|; )${DONE_COOKIE}=([^;]+)`))?.[1];
  if (!named) return;
  attempt(() => forget(decodeURIComponent(named)));
  document.cookie = `${DONE_COOKIE}=; Max-Age=0; Path=/; SameSite=Lax`;
}

/* For a form that comes into the page later, too. */
export function keepTextOf(form) {
  restore(form);
  form.addEventListener("input", () => keep(form));
}

forgetOld();
forgetWhatTheCookieNames();
for (const { dataset } of document.querySelectorAll("[data-kept-no-more]")) {
  forget(dataset.keptNoMore);
}
for (const form of document.querySelectorAll("form[data-keep]")) keepTextOf(form);
