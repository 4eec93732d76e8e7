/* A dialog with fields and two buttons. It resolves with what was filled in, or with null
   when it was closed. Errors stand beside their fields. */

import { draw } from "./drawing.js";

let number = 0;

export function field(label, control, help = "") {
  number += 1;
  control.id = control.id || `story-editor-field-${number}`;
  const notes = draw("p", { class: "story-dialog-help", id: `${control.id}-help` }, help);
  const error = draw("p", { class: "story-dialog-error", id: `${control.id}-error`, hidden: true });
  control.setAttribute("aria-describedby", `${notes.id} ${error.id}`);
  const box = draw("div", { class: "story-dialog-field" }, draw("label", { for: control.id }, label), notes, error, control);
  notes.hidden = !help;
  box.complain = (text) => {
    error.textContent = text || "";
    error.hidden = !text;
    if (text) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  };
  return box;
}

/* `onsave` answers with the result, or with null when the dialog shall stay open. */
export function ask({ title, words, save, body, onsave, extra = null }) {
  return new Promise((resolve) => {
    number += 1;
    const heading = draw("h2", { id: `story-editor-title-${number}` }, title);
    const status = draw("p", { class: "story-dialog-status", role: "status" });
    const button = draw("button", { type: "submit", class: "button default" }, save);
    const cancel = draw("button", { type: "button", class: "button" }, words.cancel);
    const form = draw("form", { method: "dialog", novalidate: true },
      heading, ...body, status, draw("div", { class: "story-dialog-buttons" }, button, cancel, extra));
    const dialog = draw("dialog", { class: "story-dialog", "aria-labelledby": heading.id }, form);
    const close = (value) => {
      dialog.close();
      // At once: the next key may come before the dialog has told that it closed.
      resolve(value);
    };
    if (extra) extra.addEventListener("click", () => close({ removed: true }));
    cancel.addEventListener("click", () => close(null));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      // The form of the story around it hears nothing of this.
      event.stopPropagation();
      button.disabled = true;
      const found = await onsave((text) => { status.textContent = text; });
      button.disabled = false;
      if (found === null) dialog.querySelector("[aria-invalid]")?.focus();
      else close(found);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
