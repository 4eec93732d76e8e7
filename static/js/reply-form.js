/* Opens the form of a reply below the comment that it answers: the page's own form, once
   more. Without one on the page, the link leads to the form's page. */

import { keepTextOf } from "./keep-text.js";

const FORM = "form.write";

function made(pattern, comment) {
  const form = pattern.cloneNode(true);
  form.dataset.keep = form.getAttribute("action") + comment;
  for (const part of form.querySelectorAll("[id], [for], [aria-describedby]")) {
    for (const name of ["id", "for", "aria-describedby"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replaceAll("write-", `write-${comment}-`));
    }
  }
  for (const notes of form.querySelectorAll(".field-error")) notes.remove();
  form.elements.namedItem("parent").value = comment;
  const text = form.elements.namedItem("text");
  text.value = "";
  text.removeAttribute("aria-invalid");
  return form;
}

function open(link, pattern) {
  const comment = link.closest("[data-comment]");
  const number = comment.dataset.comment;
  const already = comment.querySelector(`:scope > ${FORM}`);
  const form = already ?? made(pattern, number);
  if (!already) {
    form.querySelector(".write-text label").textContent = pattern.dataset.reply;
    form.querySelector("[type=submit]").textContent = pattern.dataset.send;
    const close = form.querySelector("[data-part=close]");
    close.hidden = false;
    close.addEventListener("click", (event) => {
      event.preventDefault();
      form.remove();
      link.focus();
    });
    comment.append(form);
    keepTextOf(form);
  }
  form.elements.namedItem("text").focus();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("[data-comment] a[data-part=reply]");
  const pattern = document.querySelector(`#write ${FORM}`);
  if (!link || !pattern) return;
  event.preventDefault();
  open(link, pattern);
});
