/* Fills in what differs from reader to reader, and follows the other tabs. */

import { follow, refresh } from "./reader.js";

class PersonalBits extends HTMLElement {
  connectedCallback() {
    follow(this.dataset.url);
    refresh(this.dataset.url);
  }
}

customElements.define("personal-bits", PersonalBits);
