/* <moderation-queue>: a queue of the desk by the keyboard. Every key presses a button that
   stands on the page, so that it works without this script, too. Keys count only while the
   focus is inside, and never while somebody types. */

const TYPED_IN = "input:not([type=checkbox]), textarea, select";

class ModerationQueue extends HTMLElement {
  connectedCallback() {
    this.items = [...this.querySelectorAll(".queue-item")];
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("submit", (event) => this.remember(event));
    const asked = location.hash && this.querySelector(location.hash);
    (asked || this.items[0])?.focus({ preventScroll: !asked });
  }

  get current() {
    return this.items.findIndex((item) => item.contains(document.activeElement));
  }

  press(event) {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isPlain || event.target.matches(TYPED_IN)) return;
    if (this.obey(event.key)) event.preventDefault();
  }

  obey(key) {
    const item = this.items[this.current];
    if (key === "j" || key === "k") return this.move(key === "j" ? 1 : -1);
    if (key === "?") return this.toggle(this.querySelector(".queue-help"));
    if (key === "u") return click(document.querySelector("#queue-undo button"));
    if (!item) return false;
    if (key === "r") return this.openReasons(item);
    if (key === "x") return click(item.querySelector(".queue-tick input"));
    if (/^[1-9]$/.test(key)) {
      return click(item.querySelectorAll(".queue-reasons[open] button")[key - 1]);
    }
    return key.length === 1 && click(item.querySelector(`button[data-key="${CSS.escape(key)}"]`));
  }

  move(by) {
    const to = Math.min(Math.max(this.current + by, 0), this.items.length - 1);
    this.items[to].focus();
    this.items[to].scrollIntoView({ block: "nearest" });
    return true;
  }

  openReasons(item) {
    const reasons = item.querySelector(".queue-reasons");
    if (!reasons) return false;
    reasons.open = !reasons.open;
    (reasons.open ? reasons.querySelector("button") : item).focus();
    return true;
  }

  toggle(details) {
    details.open = !details.open;
    return true;
  }

  /* Where the page goes on after a press: at the comment behind the one pressed. */
  remember(event) {
    const next = this.items[this.current + 1] || this.items[this.current - 1];
    event.target.elements.next.value = next ? next.dataset.pk : "";
  }
}

function click(button) {
  button?.click();
  return Boolean(button);
}

customElements.define("moderation-queue", ModerationQueue);
