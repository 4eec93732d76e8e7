/* Says on a button what its reader follows already; the next press takes it back. */

const COOKIE = "known-here=1";
const others = globalThis.BroadcastChannel && new BroadcastChannel("reader");
/* One question for all the buttons of a page. */
const asked = new Map();

function ask(url) {
  if (!asked.has(url)) {
    const answer = fetch(url, { cache: "no-store" });
    asked.set(url, answer.then((it) => (it.ok ? it.json() : {})).catch(() => ({})));
  }
  return asked.get(url);
}

class FollowButton extends HTMLElement {
  connectedCallback() {
    others?.addEventListener("message", this.#again);
    this.#tell();
  }

  disconnectedCallback() {
    others?.removeEventListener("message", this.#again);
  }

  #again = () => {
    asked.clear();
    this.#tell();
  };

  /* Who has nothing here asks nothing. */
  async #tell() {
    if (!document.cookie.split("; ").includes(COOKIE)) return;
    const { follows } = await ask(this.dataset.url);
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
