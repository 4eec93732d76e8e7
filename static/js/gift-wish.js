/* Writes the sum that is charged into the words of the button of its form: "Give £5 every
   month until you stop it", with the card's fee where that is added. Where no sum can be
   read, the words stay as they came. Whoever types another amount has chosen it. */

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
    form.addEventListener("input", ({ target }) => {
      this.#choose(form, target);
      tell();
    });
    // Browsers fill a form in again after it was left and come back to.
    addEventListener("pageshow", tell);
    tell();
  }

  #choose(form, { name, value }) {
    if (!name?.startsWith("other") || !value) return;
    form.elements.namedItem(name.replace("other", "amount")).value = "other";
  }

  #amount(form, interval) {
    const [amount, other] = ["amount", "other"].map((name) =>
      form.elements.namedItem(interval === "once" ? name : `${name}_${interval}`),
    );
    if (!amount?.value) return "";
    const digits = Number(this.dataset.digits);
    if (amount.value !== "other") return this.#shown(form, Number(amount.value), digits);
    const typed = other.value.trim();
    if (!TYPED.test(typed)) return "";
    return this.#shown(form, Math.round(Number(typed) * 10 ** digits), digits);
  }

  #shown(form, minor, digits) {
    const charged = form.elements.namedItem("cover_fee")?.checked
      ? this.#withFee(minor)
      : minor;
    const amount = charged / 10 ** digits;
    const behind = Number.isInteger(amount) ? 0 : digits;
    const number = written(amount, {
      minimumFractionDigits: behind,
      maximumFractionDigits: behind,
    });
    // As donations/money.py prints it, so that the sign stays before the digits.
    const mark = document.dir === "rtl" ? "\u200e" : "";
    return `${mark}${this.dataset.sign}${number}`;
  }

  /* As donations/giving.py works it out; what is less than a millionth is no penny. */
  #withFee(minor) {
    const { feePercent, feeFixed } = this.dataset;
    const whole = ((minor + Number(feeFixed)) * 100) / (100 - Number(feePercent));
    return Math.ceil(whole - 1e-6);
  }
}

customElements.define("gift-wish", GiftWish);
