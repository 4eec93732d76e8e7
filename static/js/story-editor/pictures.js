/* The pictures of a story: which there are, sending one, and its words. */

import { ask, field } from "./dialogs.js";
import { draw } from "./drawing.js";

const WORDS_OF_A_PICTURE = ["alt", "caption", "credit"];

class Trouble extends Error {}

export class Pictures {
  /* `token`: the field in which the form around it carries its token. */
  constructor(settings, token) {
    this.settings = settings;
    this.words = settings.words;
    this.token = token;
    this.known = new Map();
  }

  /* Learn of the story's pictures, and of those that its unsaved text names. */
  async load(named) {
    const query = new URLSearchParams({ story: this.settings.story || "", named: named.join(",") });
    const told = await this.ask(`${this.settings.pictures}?${query}`);
    for (const each of told.pictures) this.known.set(each.pk, each);
    // Of somebody who signed in again on another tab: theirs of before is no longer good.
    if (this.token) this.token.value = told.token;
  }

  async ask(url, options = {}) {
    let response;
    try {
      // The door stands where a session is over; it is no answer to read.
      response = await fetch(url, { redirect: "manual", headers: { "X-CSRFToken": this.token?.value || "" }, ...options });
    } catch {
      throw new Trouble(this.words.away);
    }
    if (response.type === "opaqueredirect") throw new Trouble(this.words.session_over);
    const isTold = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (response.status === 403) throw new Trouble(isTold ? this.words.refused : this.words.session_over);
    if (!isTold || ![200, 422].includes(response.status)) throw new Trouble(this.words.away);
    return response.json();
  }

  post(url, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value) body.append(name, value);
    return this.ask(url, { method: "POST", body });
  }

  /* Choose one of the story's pictures or send a new one; its number, or null. */
  async choose(named, file = null) {
    const trouble = await this.tryTo(() => this.load(named));
    const words = this.words;
    const chosen = this.choices();
    const upload = draw("input", { type: "file", accept: "image/jpeg,image/png,image/webp" });
    if (file) {
      const kept = new DataTransfer();
      kept.items.add(file);
      upload.files = kept.files;
    }
    const boxes = { file: field(words.file, upload, words.file_help), ...this.wordFields({}) };
    upload.addEventListener("change", () => chosen.clear());
    return ask({
      title: words.picture, words, save: words.insert,
      body: [trouble ? draw("p", { class: "story-dialog-error" }, trouble) : null, chosen.element, ...Object.values(boxes)].filter(Boolean),
      onsave: async (say) => {
        if (!upload.files.length) {
          boxes.file.complain(chosen.value() ? "" : words.pick);
          return chosen.value() ? { pk: chosen.value() } : null;
        }
        say(words.sending);
        const fields = { file: upload.files[0], story: this.settings.story };
        return this.send(this.settings.pictures, { ...fields, ...this.typed(boxes) }, boxes, say);
      },
    });
  }

  /* Other words for a picture. */
  describe(pk) {
    const boxes = this.wordFields(this.known.get(pk) || {});
    return ask({
      title: this.words.picture, words: this.words, save: this.words.save, body: Object.values(boxes),
      onsave: (say) => this.send(`${this.settings.pictures}${pk}/`, this.typed(boxes), boxes, say),
    });
  }

  async send(url, fields, boxes, say) {
    let told;
    const trouble = await this.tryTo(async () => { told = await this.post(url, fields); });
    say(trouble || "");
    if (trouble) return null;
    for (const [name, box] of Object.entries(boxes)) box.complain((told.errors?.[name] || []).join(" "));
    if (told.errors) return null;
    this.known.set(told.pk, told);
    return { pk: told.pk };
  }

  async tryTo(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      return error.message;
    }
    return "";
  }

  wordFields(picture) {
    const words = this.words;
    return Object.fromEntries(WORDS_OF_A_PICTURE.map((name) => {
      const input = draw("input", { type: "text", maxlength: name === "credit" ? 120 : 250, value: picture[name] || "" });
      return [name, field(words[name], input, words[`${name}_help`])];
    }));
  }

  typed(boxes) {
    return Object.fromEntries(WORDS_OF_A_PICTURE.map((name) => [name, boxes[name].querySelector("input").value.trim()]));
  }

  /* The story's pictures as a row to choose from. */
  choices() {
    const all = [...this.known.values()];
    const inputs = all.map((each) => draw("input", { type: "radio", name: "story-editor-picture", value: each.pk }));
    const labels = all.map((each, at) => draw("label", {}, inputs[at], draw("img", { src: each.url, alt: each.alt })));
    const legend = draw("legend", {}, this.words.chosen);
    const list = labels.length ? draw("div", { class: "story-pictures" }, ...labels) : draw("p", {}, this.words.none_yet);
    return {
      element: draw("fieldset", { class: "story-dialog-field" }, legend, list),
      value: () => inputs.find((input) => input.checked)?.value || "",
      clear: () => inputs.forEach((input) => { input.checked = false; }),
    };
  }
}
