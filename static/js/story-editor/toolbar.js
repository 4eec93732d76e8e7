/* The row of buttons above the text. One of them is in the order of Tab; arrows, Home and
   End move between them (WAI-ARIA's pattern of a toolbar). */

import { draw, icon } from "./drawing.js";

const ICONS = {
  link: "M8.5 11.5a3 3 0 0 0 4.2 0l3-3a3 3 0 0 0-4.2-4.2l-1 1M11.5 8.5a3 3 0 0 0-4.2 0l-3 3a3 3 0 0 0 4.2 4.2l1-1",
  bullets: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  numbers: "M9 5h8M9 10h8M9 15h8M3 4l1.5-1v4.5M3 12.5c0-2 3-2 3 0 0 1.2-3 2-3 4h3",
  quote: "M4 13V9.5C4 7 5.5 5.5 8 5M4 13h3.5V9.5H4M11.5 13V9.5c0-2.5 1.5-4 4-4.5M11.5 13H15V9.5h-3.5",
  pulled: "M3 3h14M3 17h14M6 12V9.5C6 8 7 7 8.5 6.5M6 12h2.5V9.5H6M11.5 12V9.5c0-1.5 1-2.5 2.5-3M11.5 12H14V9.5h-2.5",
  cite: "M3 16h4M10 16h7M5 4v7M15 4v7M5 4h10",
  rule: "M3 10h14",
  undo: "M7 4L3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 0 1 0 9H8",
  redo: "M13 4l3.5 3.5L13 11M16.5 7.5H8a4.5 4.5 0 0 0 0 9h4",
};
const LETTERS = { heading: "H", subheading: "h", bold: "B", italic: "I", raised: "x²", lowered: "x₂" };

export class Toolbar {
  /* `buttons`: groups of { name, press, isOn, isAble }; those with words show them. */
  constructor(groups, words) {
    this.buttons = [];
    const drawn = groups.map((group) => draw("div", { class: "story-toolbar-group", role: "group" }, ...group.map((each) => this.button(each, words))));
    this.element = draw("div", { class: "story-toolbar", role: "toolbar", "aria-label": words.toolbar }, ...drawn);
    this.element.addEventListener("keydown", (event) => this.move(event));
    this.buttons[0].element.tabIndex = 0;
  }

  button(each, words) {
    const label = words[each.name];
    const face = ICONS[each.name] ? icon(ICONS[each.name]) : LETTERS[each.name] || label;
    const element = draw("button", {
      type: "button", class: `story-toolbar-button story-toolbar-${each.name}`, tabindex: "-1",
      title: label, "aria-label": label, "aria-pressed": each.isOn ? "false" : null,
      // The place in the text stays chosen.
      onmousedown: (event) => event.preventDefault(),
      onclick: () => { if (element.getAttribute("aria-disabled") !== "true") each.press(); },
      onfocus: () => this.stand(element),
    }, face);
    this.buttons.push({ ...each, element });
    return element;
  }

  stand(at) {
    for (const { element } of this.buttons) element.tabIndex = element === at ? 0 : -1;
  }

  move(event) {
    const all = this.buttons.map(({ element }) => element);
    const at = all.indexOf(event.target);
    const step = getComputedStyle(this.element).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  }

  refresh() {
    for (const { element, isOn, isAble } of this.buttons) {
      if (isOn) element.setAttribute("aria-pressed", String(isOn()));
      element.setAttribute("aria-disabled", String(isAble ? !isAble() : false));
    }
  }
}
