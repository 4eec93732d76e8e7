/* Puts a text into the clipboard, by the button beside it. */

class CopyText extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => this.#copy());
  }

  /* Without a clipboard (plain HTTP) the text is at least marked. */
  async #copy() {
    const text = this.querySelector("textarea");
    const news = this.querySelector("[role=status]");
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      news.textContent = news.dataset.done;
    } catch {
      news.textContent = news.dataset.failed;
    }
  }
}

customElements.define("copy-text", CopyText);
