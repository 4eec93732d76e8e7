/* Keeps a thread fresh while it is read, and shows in it what is its reader's own. */

const SECONDS = 20;
/* After so long without a new comment nobody waits for one any more. */
const QUIET = 15 * 60_000;
const MOST_IDS = 250;
const COOKIE = "known-here=1";

const numbers = new Intl.NumberFormat(document.documentElement.lang || undefined);
const others = globalThis.BroadcastChannel && new BroadcastChannel("reader");

class LiveThread extends HTMLElement {
  #timer;
  #heardAt = Date.now();
  #seen;

  connectedCallback() {
    this.#seen = this.dataset.newest;
    this.#button?.addEventListener("click", () => this.#load());
    document.addEventListener("visibilitychange", this.#onVisibility);
    others?.addEventListener("message", this.#onReader);
    this.#tell();
    this.#schedule();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    others?.removeEventListener("message", this.#onReader);
    clearTimeout(this.#timer);
  }

  get #button() {
    return this.querySelector("[data-part=new] button");
  }

  get #list() {
    return this.querySelector("[data-part=list]");
  }

  #onReader = () => this.#tell();

  /* Who comes back to the page is waiting again. */
  #onVisibility = () => {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    this.#heardAt = Date.now();
    this.#ask();
  };

  /* Spread over readers, so that they do not all ask in the same second. */
  #schedule() {
    clearTimeout(this.#timer);
    if (document.hidden || Date.now() - this.#heardAt > QUIET) return;
    const wait = Number(this.dataset.seconds || SECONDS) * 1000;
    this.#timer = setTimeout(() => this.#ask(), wait * (0.75 + Math.random() / 2));
  }

  async #ask() {
    try {
      /* Not from this browser's own cache, which may be some seconds behind. */
      const answer = await fetch(`${this.dataset.url}count.json`, {
        credentials: "omit",
        cache: "no-cache",
      });
      if (answer.ok) this.#offer(await answer.json());
    } catch {
      /* The next time, perhaps. */
    }
    if (this.isConnected) this.#schedule();
  }

  /* Times of one form, so that the later one is the greater text. */
  #offer({ newest }) {
    const count = newest.filter((at) => at > this.dataset.newest).length;
    const place = this.querySelector("[data-part=new]");
    place.hidden = !count;
    if (!count || newest[0] === this.#seen) return;
    this.#seen = newest[0];
    this.#heardAt = Date.now();
    const { one, many } = this.#button.dataset;
    const words = count === 1 ? one : many.replace("{count}", numbers.format(count));
    this.#button.textContent = words;
    this.#say(words);
  }

  #say(words) {
    this.querySelector("[data-part=news]").textContent = words;
  }

  async #load() {
    const button = this.#button;
    button.disabled = true;
    try {
      const answer = await fetch(location.href.split("#")[0], { cache: "no-cache" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(this.localName);
      if (fresh) this.#swap(fresh);
    } catch {
      /* The button stays, to be pressed again. */
    } finally {
      button.disabled = false;
    }
  }

  #swap(fresh) {
    const known = new Set(this.#ids(this));
    const list = document.importNode(fresh.querySelector("[data-part=list]"), true);
    const focused = this.#list.contains(document.activeElement) && document.activeElement;
    this.#keepHalfWritten(list);
    this.#list.replaceWith(list);
    this.dataset.newest = fresh.dataset.newest;
    this.querySelector("[data-part=new]").hidden = true;
    this.#say(this.#button.dataset.done);
    if (focused && list.contains(focused)) focused.focus({ preventScroll: true });
    else this.#showFirst(list, known);
    this.#tell();
  }

  /* What its reader is writing in stays, with its words, where the new list has it. */
  #keepHalfWritten(list) {
    for (const field of this.#list.querySelectorAll("textarea")) {
      const place = field.closest("li");
      if (!field.value || !place) continue;
      const own = place.querySelector(".comment");
      const same = list.querySelector(`[id="${own.id}"]`);
      if (same) same.replaceWith(own);
      else list.querySelector("ol").prepend(place);
    }
  }

  #showFirst(list, known) {
    const first = this.#ids(list).find((id) => !known.has(id));
    const comment = list.querySelector(first ? `[data-comment="${first}"]` : ".comment");
    if (!comment) return;
    comment.tabIndex = -1;
    comment.focus({ preventScroll: true });
    comment.scrollIntoView({ block: "nearest" });
  }

  #ids(part) {
    return [...part.querySelectorAll("[data-comment]")].map((it) => it.dataset.comment);
  }

  /* What is its reader's own; who has nothing here asks nothing. */

  async #tell() {
    if (!document.cookie.split("; ").includes(COOKIE)) return;
    const ids = this.#ids(this);
    for (let from = 0; from < Math.max(ids.length, 1); from += MOST_IDS) {
      const some = ids.slice(from, from + MOST_IDS).join(",");
      try {
        const url = `${this.dataset.url}mine.json?ids=${some}`;
        const answer = await fetch(url, { cache: "no-store" });
        if (answer.ok) this.#show(await answer.json());
      } catch {
        /* The page is whole without it. */
      }
    }
  }

  #show(told) {
    if (!told.is_reader) return;
    this.dispatchEvent(new CustomEvent("reader-told", { bubbles: true, detail: told }));
    for (const id of told.respected) this.#press(this.#part(id, "respect"));
    for (const id of told.followed) this.#press(this.#part(id, "follow"));
    const name = document.querySelector("form.write [data-part=name]");
    if (name && !told.needs_name) name.hidden = true;
    for (const id of told.muted) this.#fold(id);
    for (const own of told.own) this.#mark(own);
  }

  /* What was pressed already is taken back by the next press. */
  #press(button) {
    button?.setAttribute("aria-pressed", "true");
    if (button) [button.name, button.value] = ["stop", "1"];
  }

  #comment(id) {
    return this.querySelector(`[data-comment="${id}"]`);
  }

  #part(id, part) {
    return this.#comment(id)?.querySelector(`[data-part=${part}]`);
  }

  #template(part) {
    return this.querySelector(`template[data-part=${part}]`).content.cloneNode(true);
  }

  #fold(id) {
    const comment = this.#comment(id);
    if (!comment || comment.dataset.told) return;
    comment.dataset.told = "muted";
    comment.hidden = true;
    comment.before(this.#template("muted"));
    const words = comment.previousElementSibling;
    words.querySelector("button").addEventListener("click", () => {
      comment.hidden = false;
      words.remove();
      comment.tabIndex = -1;
      comment.focus();
    });
  }

  /* One's own: to be changed for some minutes, to be deleted at any time; and nothing
     that one does to other people's. */
  #mark(own) {
    const comment = this.#comment(own.id);
    if (!comment || comment.dataset.told) return;
    comment.dataset.told = "own";
    for (const part of ["respect", "follow", "mute", "report"]) {
      const press = this.#part(own.id, part);
      if (press) press.hidden = true;
    }
    const more = this.#template("own");
    const [edit, remove] = more.querySelectorAll("a");
    edit.href = `/c/${own.id}/edit/`;
    remove.href = `/c/${own.id}/delete/`;
    const left = own.editable_until ? new Date(own.editable_until) - Date.now() : 0;
    if (left > 0) setTimeout(() => edit.remove(), left);
    else edit.remove();
    comment.querySelector("form.comment-actions")?.append(more);
  }
}

customElements.define("live-thread", LiveThread);
