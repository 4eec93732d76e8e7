/* Adds the device's own share sheet and "Copy link" to the plain links; of the two, one
   stands out. */

class ShareLink extends HTMLElement {
  connectedCallback() {
    const copy = this.querySelector("[data-part=copy]");
    const device = this.querySelector("[data-part=device]");
    if (copy && navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", () => this.#copy());
    }
    if (device && navigator.share) {
      device.hidden = false;
      copy?.classList.add("button-quiet");
      device.addEventListener("click", () => this.#share());
    }
  }

  async #copy() {
    const news = this.querySelector("[data-part=news]");
    try {
      await navigator.clipboard.writeText(this.dataset.copy);
      news.textContent = news.dataset.done;
    } catch {
      news.textContent = news.dataset.failed;
    }
  }

  async #share() {
    const { title, text, device: url } = this.dataset;
    try {
      await navigator.share({ title, text, url });
    } catch {
      /* The reader closed the sheet. */
    }
  }
}

customElements.define("share-link", ShareLink);
