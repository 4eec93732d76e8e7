/* Adds the device's own share sheet and "Copy link" to the plain links. */

class ShareLink extends HTMLElement {
  connectedCallback() {
    const copy = this.querySelector("[data-part=copy]");
    const share = this.querySelector("[data-part=share]");
    if (copy && navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", () => this.#copy());
    }
    if (share && navigator.share) {
      share.hidden = false;
      share.addEventListener("click", () => this.#share());
    }
  }

  async #copy() {
    const news = this.querySelector("[data-part=news]");
    try {
      await navigator.clipboard.writeText(this.dataset.url);
      news.textContent = news.dataset.done;
    } catch {
      news.textContent = news.dataset.failed;
    }
  }

  async #share() {
    try {
      await navigator.share({ title: this.dataset.title, url: this.dataset.url });
    } catch {
      /* The reader closed the sheet. */
    }
  }
}

customElements.define("share-link", ShareLink);
