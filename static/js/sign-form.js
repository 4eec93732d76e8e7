/* Stops a double click from sending the form twice. Signing twice is safe anyway. */

class SignForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this.#onSubmit);
    addEventListener("pageshow", this.#release);
  }

  disconnectedCallback() {
    removeEventListener("pageshow", this.#release);
  }

  /* Later than the event, or the browser would leave the form unsent. */
  #onSubmit = () => setTimeout(() => this.#setDisabled(true));

  /* Also when the reader comes back with the Back button. */
  #release = () => this.#setDisabled(false);

  #setDisabled(isDisabled) {
    for (const button of this.querySelectorAll("button[type=submit]")) {
      button.disabled = isDisabled;
    }
  }
}

customElements.define("sign-form", SignForm);
