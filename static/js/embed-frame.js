/* A page of another site inside a story. Until a reader presses, nothing is asked of that
   site; then it stands in a frame that may do no more than play. */

class EmbedFrame extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet";
    button.textContent = this.dataset.press;
    button.addEventListener("click", () => this.open());
    const note = document.createElement("p");
    note.className = "embed-note";
    note.textContent = this.dataset.note;
    this.append(button, note);
  }

  open() {
    const frame = document.createElement("iframe");
    frame.title = this.dataset.title;
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
    frame.allow = "fullscreen; encrypted-media; picture-in-picture";
    // Players refuse to play for a page that does not say its site.
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.tabIndex = 0;
    frame.src = this.dataset.frame;
    this.querySelector("button").replaceWith(frame);
    this.querySelector(".embed-note").remove();
    this.classList.add("is-open");
    frame.focus();
  }
}

customElements.define("embed-frame", EmbedFrame);
