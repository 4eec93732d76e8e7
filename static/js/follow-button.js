/* Says on a button what its reader follows already; the next press takes it back. */

import { mayBeKnown, told } from "./reader-told.js";

const others = globalThis.BroadcastChannel && new BroadcastChannel("reader");

class FollowButton extends HTMLElement {
  connectedCallback() {
    others?.addEventListener("message", this.#again);
    this.#tell();
  }

  disconnectedCallback() {
    others?.removeEventListener("message", this.#again);
  }

  #again = () => this.#tell();

  async #tell() {
    if (!mayBeKnown()) return;
    const { follows } = await told(this.dataset.url);
    if (follows) this.#show(Boolean(follows[this.dataset.what]));
  }

  #show(isFollowed) {
    const button = this.querySelector("button");
    this.dataset.words ??= button.textContent;
    button.textContent = isFollowed ? this.dataset.followed : this.dataset.words;
    button.setAttribute("aria-pressed", String(isFollowed));
    [button.name, button.value] = isFollowed ? ["stop", "1"] : ["", ""];
  }
}

customElements.define("follow-button", FollowButton);
