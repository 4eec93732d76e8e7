/* Tells how much room is left in the text field of its form, once it matters. The field's
   own limit would cut what is pasted without a word, so it goes. */

import { worded } from "./numbers.js";

const SOON = 500;

class TextCount extends HTMLElement {
  connectedCallback() {
    const field = this.closest("form")?.elements.namedItem("text");
    if (!field) return;
    field.removeAttribute("maxlength");
    const most = Number(field.dataset.most);
    const tell = () => this.#tell(most - [...field.value.trimEnd()].length);
    field.addEventListener("input", tell);
    tell();
  }

  #tell(left) {
    const words = left < 0 ? "over" : "left";
    this.toggleAttribute("data-is-over", left < 0);
    this.textContent = left < SOON ? worded(this, words, Math.abs(left)) : "";
  }
}

customElements.define("text-count", TextCount);
