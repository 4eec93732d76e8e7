/* Keeps a thread fresh while it is read, and shows in it what is its reader's own. */

import { worded } from "./numbers.js";
import { forget, idsIn, mayBeKnown, MOST_IDS, told } from "./reader-told.js";

const SECONDS = 20;
/* After so long without a new comment nobody waits for one any more. */
const QUIET = 15 * 60_000;
const KEPT = 1_500;
/* What changes with the list and stands outside of it. */
const AROUND = [".thread-count", ".thread-empty"];

const others = globalThis.BroadcastChannel && new BroadcastChannel("reader");

class LiveThread extends HTMLElement {
  #timer;
  #heardAt = Date.now();
  #seen;
  #unfolded = new Set();

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
    this.querySelector("[data-part=new]").hidden = !count;
    this.#button.hidden = !count;
    this.querySelector("[data-part=elsewhere]").hidden = true;
    if (!count || newest[0] === this.#seen) return;
    this.#seen = newest[0];
    this.#heardAt = Date.now();
    const words = worded(this.#button, "new", count);
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
      let page = await this.#page();
      /* One that is kept may be a second older than what was heard of. */
      if (page.querySelector(this.localName).dataset.newest < this.#seen) {
        await new Promise((done) => setTimeout(done, KEPT));
        page = await this.#page();
      }
      this.#swap(page.querySelector(this.localName));
      for (const part of AROUND) this.#renew(part, page);
    } catch {
      /* The button stays, to be pressed again. */
    } finally {
      button.disabled = false;
    }
  }

  async #page() {
    const answer = await fetch(location.href.split("#")[0], { cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  #swap(fresh) {
    const known = new Set(idsIn(this));
    const list = document.importNode(fresh.querySelector("[data-part=list]"), true);
    const focused = this.#list.contains(document.activeElement) && document.activeElement;
    this.#keepHalfWritten(list);
    this.#list.replaceWith(list);
    this.dataset.newest = fresh.dataset.newest;
    if (focused && list.contains(focused)) focused.focus({ preventScroll: true });
    forget();
    this.#show(idsIn(list).find((id) => !known.has(id)), !focused);
    this.#tell();
  }

  /* What came may stand on another page, as when the oldest are read first. */
  #show(first, mayFocus) {
    this.querySelector("[data-part=new]").hidden = Boolean(first);
    this.#button.hidden = !first;
    const elsewhere = this.querySelector("[data-part=elsewhere]");
    elsewhere.hidden = Boolean(first);
    this.#say(first ? this.#button.dataset.done : elsewhere.textContent);
    const place = first ? this.#comment(first) : elsewhere;
    if (!mayFocus) return;
    if (first) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  }

  #renew(part, page) {
    const fresh = page.querySelector(part);
    const place = document.querySelector(part);
    if (fresh) place?.replaceWith(document.importNode(fresh, true));
    else place?.remove();
  }

  /* What its reader is writing in stays, with its words, where the new list has it. */
  #keepHalfWritten(list) {
    for (const field of this.#list.querySelectorAll("textarea")) {
      const place = field.closest("li");
      if (!field.value || !place) continue;
      const own = place.querySelector(".comment");
      const block = [...place.children].find((it) => it.contains(field));
      const same = list.querySelector(`[id="${own.id}"]`);
      if (!same) list.querySelector("ol").prepend(place);
      else if (block === own) same.replaceWith(own);
      else same.after(block);
    }
  }

  /* What is its reader's own; who has nothing here asks nothing. */

  async #tell() {
    if (!mayBeKnown()) return;
    const ids = idsIn(this);
    for (let from = 0; from < Math.max(ids.length, 1); from += MOST_IDS) {
      const some = ids.slice(from, from + MOST_IDS);
      this.#personalise(await told(`${this.dataset.url}mine.json`, some));
    }
  }

  #personalise(told) {
    if (!told.is_reader) return;
    this.dispatchEvent(new CustomEvent("reader-told", { bubbles: true, detail: told }));
    for (const place of document.querySelectorAll(".write [data-part=name]")) {
      place.hidden = !told.needs_name;
    }
    for (const id of told.respected) this.#press(id, "respect", this.dataset.respected);
    for (const id of told.followed) this.#press(id, "follow", this.dataset.followed);
    for (const id of told.muted) this.#fold(id);
    for (const own of told.own) this.#mark(own);
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

  /* In words, and for those who hear the page; the next press takes it back. */
  #press(id, part, words) {
    const button = this.#part(id, part);
    if (!button) return;
    button.setAttribute("aria-pressed", "true");
    button.firstChild.textContent = `${words} `;
    [button.name, button.value] = ["stop", "1"];
  }

  #fold(id) {
    const comment = this.#comment(id);
    if (!comment || comment.dataset.told || this.#unfolded.has(id)) return;
    comment.dataset.told = "muted";
    comment.hidden = true;
    comment.before(this.#template("muted"));
    const words = comment.previousElementSibling;
    words.querySelector("button").addEventListener("click", () => {
      this.#unfolded.add(id);
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
    for (const part of ["respect", "more"]) {
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
