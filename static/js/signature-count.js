/* Keeps a petition's number fresh while someone is looking at it. */

import { language, worded, written } from "./numbers.js";

const SECONDS = 10;
const SOON = 1_500;
const LONGEST = 5 * 60_000;
const TICK = 700;

const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
const days = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
const clocks = new Intl.DateTimeFormat(language, { timeStyle: "short" });

class SignatureCount extends HTMLElement {
  #timer;
  #count;
  #goal;
  #every;
  #wait;

  connectedCallback() {
    this.#count = Number(this.dataset.count);
    this.#goal = Number(this.dataset.goal);
    this.#every = this.#wait = Number(this.dataset.seconds || SECONDS) * 1000;
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#schedule("soon" in this.dataset ? SOON : this.#every);
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    clearTimeout(this.#timer);
  }

  #onVisibility = () => {
    clearTimeout(this.#timer);
    if (!document.hidden) this.#schedule(SOON);
  };

  /* Spread over readers, so that they do not all ask in the same second. */
  #schedule(wait) {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    this.#timer = setTimeout(() => this.#ask(), wait * (0.75 + Math.random() / 2));
  }

  async #ask() {
    try {
      const answer = await fetch(this.dataset.url, {
        credentials: "omit",
        signal: AbortSignal.timeout?.(this.#every),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#show(await answer.json());
      this.#wait = this.#every;
    } catch {
      this.#wait = Math.min(this.#wait * 2, LONGEST);
    }
    if (this.isConnected) this.#schedule(this.#wait);
  }

  #show({ count, goal }) {
    if (!Number.isInteger(count) || !(goal > 0)) return;
    if (count === this.#count && goal === this.#goal) return;
    const before = this.#count;
    const passed = goal > this.#goal && count >= this.#goal ? this.#goal : 0;
    this.#count = count;
    this.#goal = goal;
    this.#tick(before, count);
    this.#write("what", worded(this, "what", count));
    this.#write("goal", written(goal));
    this.#write("percent", written(Math.min(100, Math.floor((count * 100) / goal))));
    this.#write("remaining", written(Math.max(0, goal - count)));
    const bar = this.querySelector("progress");
    if (bar) {
      bar.max = goal;
      bar.value = Math.min(count, goal);
    }
    this.#date();
    if (passed) this.#announce(passed);
  }

  /* The number climbs to its new value; a big jump or a calm reader gets it at once. */
  #tick(from, to) {
    const step = to - from;
    if (isCalm.matches || step <= 0 || step > 5000) {
      this.#write("count", written(to));
      return;
    }
    const begun = performance.now();
    const frame = (now) => {
      if (this.#count !== to) return;
      const share = Math.min(1, (now - begun) / TICK);
      // Quick at first, then slower: it comes to rest and does not stop dead.
      const shown = from + Math.round(step * (1 - (1 - share) ** 3));
      this.#write("count", written(shown));
      if (share < 1) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /* Whoever prints the page prints when its number was so. */
  #date() {
    const now = new Date();
    const words = this.dataset.asOf ?? "";
    const dated = words.replace("{time}", days.format(now));
    this.#write("as-of", dated.replace("{clock}", clocks.format(now)));
  }

  /* Only a goal that is reached is spoken; each new name would be a nuisance. */
  #announce(goal) {
    const words = this.dataset.milestone;
    if (words) this.#write("news", words.replace("{goal}", written(goal)));
  }

  #write(part, words) {
    for (const element of this.querySelectorAll(`[data-part="${part}"]`)) {
      element.textContent = words;
    }
  }
}

customElements.define("signature-count", SignatureCount);
