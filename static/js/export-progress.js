/* Shows how far a spreadsheet is. When its state changes, the page itself is loaded
   again: the server says better what there is to do. */

import { written } from "./numbers.js";

const EVERY = 1_000;
const LONGEST = 30_000;

class ExportProgress extends HTMLElement {
  #timer;
  #wait = EVERY;

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#schedule();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    clearTimeout(this.#timer);
  }

  #onVisibility = () => {
    if (!document.hidden) this.#ask();
  };

  #schedule() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), this.#wait);
  }

  async #ask() {
    try {
      const answer = await fetch(this.dataset.url, {
        headers: { Accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout?.(LONGEST),
      });
      /* Signed out, or no longer allowed: the page says what to do. */
      if (answer.type === "opaqueredirect" || [403, 404].includes(answer.status)) {
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      this.#show(await answer.json());
      this.#wait = EVERY;
    } catch {
      this.#wait = Math.min(this.#wait * 2, LONGEST);
    }
    if (this.isConnected) this.#schedule();
  }

  #show({ state, rows, rows_expected: expected }) {
    if (state !== this.dataset.state) {
      location.reload();
      return;
    }
    this.querySelector("[data-part=rows]").textContent = written(rows);
    this.querySelector("progress").value = Math.min(rows, expected);
  }
}

customElements.define("export-progress", ExportProgress);
