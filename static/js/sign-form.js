/* Stops a double click from sending the form twice; signing twice is safe anyway. For a
   reader who turns out to be signed in, the button without a letter stands out. Which
   link brought the reader (`?via=…`) goes with the form, also where the browser tells
   nobody the page's address. */

class SignForm extends HTMLElement {
  #observer;

  connectedCallback() {
    this.addEventListener("submit", this.#onSubmit);
    addEventListener("pageshow", this.#release);
    this.#tellSource();
    const note = this.querySelector("[data-personal=reader]");
    if (!note) return;
    this.#observer = new MutationObserver(() => this.#preferAccount(!note.hidden));
    this.#observer.observe(note, { attributeFilter: ["hidden"] });
    this.#preferAccount(!note.hidden);
  }

  disconnectedCallback() {
    removeEventListener("pageshow", this.#release);
    this.#observer?.disconnect();
  }

  #tellSource() {
    const via = this.querySelector("input[name=via]");
    if (via) via.value ||= new URLSearchParams(location.search).get("via") ?? "";
  }

  /* Later than the event, or the browser would leave the form unsent. */
  #onSubmit = () => setTimeout(() => this.#setDisabled(true));

  /* Also when the reader comes back with the Back button. */
  #release = () => this.#setDisabled(false);

  #preferAccount(isReader) {
    this.querySelector("[data-part=sign]").classList.toggle("button-quiet", isReader);
    this.querySelector("[data-part=account]").classList.toggle("button-quiet", !isReader);
  }

  #setDisabled(isDisabled) {
    for (const button of this.querySelectorAll("button[type=submit]")) {
      button.disabled = isDisabled;
    }
  }
}

customElements.define("sign-form", SignForm);
