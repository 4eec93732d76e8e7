/* Writes the sum that is chosen into the words of the button of its form: "Give £5 every
   month until you stop it". Where no sum can be read, the words stay as they came. */

import { written } from "./numbers.js";

const TYPED = /^\d{1,9}(\.\d+)?$/;

class GiftWish extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    const words = [...form.querySelectorAll("[data-words]")];
    const plain = new Map(words.map((each) => [each, each.textContent]));
    const tell = () => {
      for (const each of words) {
        const amount = this.#amount(form, each.dataset.interval);
        each.textContent = amount
          ? each.dataset.words.replace("{amount}", amount)
          : plain.get(each);
      }
    };
    form.addEventListener("input", tell);
    // Browsers fill a form in again after it was left and come back to.
    addEventListener("pageshow", tell);
    tell();
  }

  #amount(form, interval) {
    const chosen = form.elements.namedItem(`amount_${interval}`)?.value;
    if (!chosen) return "";
    const digits = Number(this.dataset.digits);
    if (chosen !== "other") return this.#shown(Number(chosen) / 10 ** digits, digits);
    const typed = form.elements.namedItem(`other_${interval}`).value.trim();
    return TYPED.test(typed) ? this.#shown(Number(typed), digits) : "";
  }

  #shown(amount, digits) {
    const behind = Number.isInteger(amount) ? 0 : digits;
    const number = written(amount, {
      minimumFractionDigits: behind,
      maximumFractionDigits: behind,
    });
    return `${this.dataset.sign}${number}`;
  }
}

customElements.define("gift-wish", GiftWish);
