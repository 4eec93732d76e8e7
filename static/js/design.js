/* On the page of all parts nothing is asked of the site and nothing is sent: parts that
   keep themselves fresh get made-up answers, so that one sees them move. */

const real = window.fetch.bind(window);
const STEP = 7;
let count = 212_480;

/* Who looks is told to be a reader who wrote, respected, followed and muted here. */
const MINE = {
  is_reader: true,
  needs_name: false,
  own: [{ id: 903, editable_until: new Date(Date.now() + 600_000).toISOString() }],
  respected: [901],
  followed: [901],
  muted: [905],
  follows: { thread: false, campaign: true },
};

/* Readers who are known here have this; who looks need not be one. */
Object.defineProperty(document, "cookie", { get: () => "known-here=1" });

function answer(path) {
  if (path.startsWith("/petitions/") && path.endsWith("/count.json")) {
    return { count: (count += STEP), goal: 300_000 };
  }
  return path.endsWith("/mine.json") ? MINE : null;
}

window.fetch = (asked, options) => {
  const { pathname } = new URL(asked.url ?? asked, location.href);
  if (pathname.startsWith("/accounts/")) return real(asked, options);
  const made = answer(pathname);
  const body = made && JSON.stringify(made);
  return Promise.resolve(new Response(body, { status: made ? 200 : 404 }));
};

document.addEventListener("submit", (event) => {
  if (event.target.closest(".specimen")) event.preventDefault();
});
