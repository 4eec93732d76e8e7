/* Presses the confirm button once, in the browser that signed. */

const form = document.querySelector("form[data-by-itself]");
const key = `confirmed ${location.pathname}`;

/* The Back button must not confirm again: one try for each page and tab. */
function isFirstTry() {
  try {
    if (sessionStorage.getItem(key)) return false;
    sessionStorage.setItem(key, "1");
  } catch {
    /* Storage is blocked; confirming twice is harmless. */
  }
  return true;
}

if (form && isFirstTry()) form.requestSubmit();
