/* Opens the door in a dialog, so that nobody leaves the page to come in. The link works
   without it; whatever goes wrong here ends on the plain page. */

import { refresh } from "./reader.js";

const HEADERS = { "X-Door": "dialog" };
const STEP = "[data-door-step]";

class ReadersDoor extends HTMLElement {
  #link = this.querySelector("a");
  #door = this.#link.pathname;
  #dialog;

  connectedCallback() {
    if (location.pathname.startsWith(this.#door)) return;
    this.#comeBack();
    addEventListener("hashchange", () => this.#comeBack());
    if (globalThis.HTMLDialogElement) this.#link.addEventListener("click", this.#onClick);
  }

  /* The page is the same for all readers, so only the browser knows where this one is. */
  #comeBack() {
    const here = location.pathname + location.search + location.hash;
    this.#link.search = new URLSearchParams({ next: here });
  }

  #onClick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.#comeBack();
    this.#load(this.#link.href);
  };

  async #load(url) {
    await this.#take(() => fetch(url, { headers: HEADERS }));
  }

  async #take(ask) {
    try {
      const answer = await ask();
      if (answer.headers.get("Content-Type")?.includes("json")) {
        await this.#go((await answer.json()).location);
      } else {
        this.#show(await answer.text());
      }
    } catch {
      location.assign(this.#link.href);
    }
  }

  /* To the next step in here, or out of the door. */
  async #go(path) {
    const url = new URL(path, document.baseURI);
    if (this.#isInside(url)) await this.#load(url);
    else await this.#enter(url);
  }

  #isInside({ pathname }) {
    return ["", "code/", "password/"].some((page) => pathname === this.#door + page);
  }

  async #enter(url) {
    await refresh(this.dataset.url);
    this.#dialog?.close();
    if (url.pathname + url.search !== location.pathname + location.search) {
      location.assign(url);
      return;
    }
    if (url.hash && url.hash !== location.hash) location.hash = url.hash;
    const news = document.querySelector("[data-personal=news]");
    news.textContent = news.dataset.cameIn;
    document.querySelector("[data-personal=name]")?.focus();
  }

  #show(html) {
    const step = new DOMParser().parseFromString(html, "text/html").querySelector(STEP);
    if (!step) throw new Error("no step of the door");
    const dialog = this.#open();
    for (const link of step.querySelectorAll('a[href^="/"]:not([data-door-inside])')) {
      link.target = "_blank";
    }
    dialog.querySelector("[data-part=step]").replaceChildren(document.adoptNode(step));
    // Scripts that come with a step do not run.
    if (step.querySelector("passkey-sign-in")) import("./passkey.js");
    const heading = step.querySelector("h1");
    heading.id = "door-heading";
    (step.querySelector("[autofocus]") ?? this.#firstField(step) ?? heading).focus();
  }

  #firstField(step) {
    return step.querySelector(".field input");
  }

  #open() {
    if (!this.#dialog) {
      const made = this.querySelector("template").content.cloneNode(true);
      this.#dialog = made.querySelector("dialog");
      this.#dialog.addEventListener("submit", this.#onSubmit);
      this.#dialog.addEventListener("click", this.#onClickInside);
      document.body.append(this.#dialog);
    }
    if (!this.#dialog.open) this.#dialog.showModal();
    return this.#dialog;
  }

  #onClickInside = (event) => {
    const link = event.target.closest("a[data-door-inside]");
    if (!link) return;
    event.preventDefault();
    this.#load(link.href);
  };

  /* Not `form.action`: the forms have a field of that name. */
  #onSubmit = async (event) => {
    const form = event.target;
    if (form.getAttribute("method") === "dialog") return;
    // Passkeys and other companies' doors leave the page.
    if (!this.#isInside(new URL(form.getAttribute("action"), document.baseURI))) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const body = new URLSearchParams(new FormData(form));
    await this.#take(() =>
      fetch(form.getAttribute("action"), { method: "POST", headers: HEADERS, body }),
    );
    form.ariaBusy = "false";
  };
}

customElements.define("readers-door", ReadersDoor);
