/* Sends a form again by itself after the site was busy; the button does it at once. */

const SOONEST = 5_000;
const SPREAD = 5_000;

class RetryForm extends HTMLElement {
  #timer;

  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    const wait = SOONEST + Math.random() * SPREAD;
    this.#timer = setTimeout(() => form.requestSubmit(), wait);
    form.addEventListener("submit", () => clearTimeout(this.#timer));
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }
}

customElements.define("retry-form", RetryForm);
