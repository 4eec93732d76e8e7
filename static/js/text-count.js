/* Tells how much room is left in the text field of its form, once it matters. The field's
   own limit would cut what is pasted without a word, so it goes. */

import { written } from "./numbers.js";

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
    const words = left < 0 ? this.dataset.over : this.dataset.left;
    const number = written(Math.abs(left));
    this.toggleAttribute("data-is-over", left < 0);
    this.textContent = left < SOON ? words.replace("{number}", number) : "";
  }
}

customElements.define("text-count", TextCount);
