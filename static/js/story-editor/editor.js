/* <story-editor>: lays an editor over the box of HTML in which a story is sent. The box
   keeps the text at every moment, so whatever becomes of this script, nothing is lost. */

import {
  Bold,
  BulletList,
  Document,
  Dropcursor,
  Editor,
  Extension,
  Gapcursor,
  HardBreak,
  History,
  HorizontalRule,
  Italic,
  ListItem,
  OrderedList,
  Paragraph,
  Placeholder,
  Subscript,
  Superscript,
  Text,
} from "../../django_prose_editor/editor.js";
import { askCall, askEmbed, askLink } from "./asking.js";
import { Call, Cite, Embed, Link, Picture, StoryHeading, StoryQuote } from "./blocks.js";
import { back, settle } from "./returning.js";
import { tidy } from "./pasting.js";
import { Pictures } from "./pictures.js";
import { Toolbar } from "./toolbar.js";

class StoryEditor extends HTMLElement {
  connectedCallback() {
    if (this.editor) return;
    this.box = this.querySelector("textarea");
    this.settings = JSON.parse(document.getElementById(this.dataset.settings).textContent);
    this.words = this.settings.words;
    this.pictures = new Pictures(this.settings, this.box.form?.elements.csrfmiddlewaretoken);
    this.start();
    this.nameIt();
    this.keepFromLeaving();
    this.loadPictures();
  }

  start() {
    const place = document.createElement("div");
    place.className = "story-text";
    this.editor = new Editor({
      element: place,
      // Its style sheet would be an inline one; ours is story-editor.css.
      injectCSS: false,
      extensions: this.extensions(),
      content: this.box.value,
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", spellcheck: "true" },
        transformPastedHTML: tidy,
        handlePaste: (view, event) => this.takeFile(event.clipboardData, event),
        handleDrop: (view, event) => this.takeFile(event.dataTransfer, event),
      },
      onUpdate: () => this.keep(),
      onTransaction: () => this.toolbar?.refresh(),
    });
    this.toolbar = new Toolbar(this.buttons(), this.words);
    this.box.before(this.toolbar.element, place);
    this.box.hidden = true;
    this.toolbar.refresh();
  }

  extensions() {
    const story = {
      words: this.words,
      kinds: this.settings.calls,
      pictures: this.pictures,
      redraw: new Set(),
      askEmbed: (address) => askEmbed(this.words, address),
      askCall: (call) => askCall(this.words, this.settings.calls, call),
    };
    const Story = Extension.create({ name: "story", addStorage: () => story });
    const Keys = Extension.create({
      name: "storyKeys",
      addKeyboardShortcuts: () => ({ "Mod-k": () => this.askLink() }),
    });
    return [
      Story, Keys, Document, Paragraph, Text, HardBreak, History, Gapcursor, Dropcursor,
      StoryHeading, Bold, Italic, Subscript, Superscript, Link, BulletList, OrderedList,
      ListItem, StoryQuote, Cite, HorizontalRule, Picture, Embed, Call,
      Placeholder.configure({ placeholder: this.words.empty }),
    ];
  }

  buttons() {
    const editor = this.editor;
    const run = (work) => () => work(back(editor)).run();
    const on = (name, attributes) => () => editor.isActive(name, attributes);
    const inQuote = () => editor.isActive("blockquote");
    const tool = (name, work, isOn) => ({ name, press: run(work), isOn });
    return [
      [
        tool("heading", (it) => it.toggleHeading({ level: 2 }), on("heading", { level: 2 })),
        tool("subheading", (it) => it.toggleHeading({ level: 3 }), on("heading", { level: 3 })),
      ],
      [
        tool("bold", (it) => it.toggleBold(), on("bold")),
        tool("italic", (it) => it.toggleItalic(), on("italic")),
        { name: "link", press: () => this.askLink(), isOn: on("link"), isAble: () => !editor.state.selection.empty || editor.isActive("link") },
        tool("raised", (it) => it.toggleSuperscript(), on("superscript")),
        tool("lowered", (it) => it.toggleSubscript(), on("subscript")),
      ],
      [
        tool("bullets", (it) => it.toggleBulletList(), on("bulletList")),
        tool("numbers", (it) => it.toggleOrderedList(), on("orderedList")),
        tool("quote", (it) => it.toggleBlockquote(), inQuote),
        { name: "pulled", press: () => this.togglePulled(), isOn: on("blockquote", { pulled: true }), isAble: inQuote },
        { name: "cite", press: () => this.addName(), isAble: () => inQuote() && !this.nameOfQuote() },
        tool("rule", (it) => it.setHorizontalRule()),
      ],
      [
        { name: "picture", press: () => this.putPicture() },
        { name: "embed", press: () => this.put("embed", askEmbed(this.words)) },
        { name: "call", press: () => this.put("call", askCall(this.words, this.settings.calls)), isAble: () => this.settings.calls.length > 0 },
      ],
      [
        { name: "undo", press: run((it) => it.undo()), isAble: () => editor.can().undo() },
        { name: "redo", press: run((it) => it.redo()), isAble: () => editor.can().redo() },
      ],
    ];
  }

  // What the buttons do

  askLink() {
    if (this.editor.state.selection.empty && !this.editor.isActive("link")) return false;
    askLink(this.words, this.editor.getAttributes("link").href).then((found) => {
      const chain = back(this.editor).extendMarkRange("link");
      if (found?.removed) chain.unsetMark("link").run();
      else if (found) chain.setMark("link", found).run();
    });
    return true;
  }

  togglePulled() {
    const { pulled } = this.editor.getAttributes("blockquote");
    back(this.editor).updateAttributes("blockquote", { pulled: !pulled }).run();
  }

  quote() {
    const { $from } = this.editor.state.selection;
    for (let depth = $from.depth; depth > 0; depth -= 1) {
      if ($from.node(depth).type.name === "blockquote") return { node: $from.node(depth), end: $from.end(depth) };
    }
    return null;
  }

  nameOfQuote() {
    return this.quote()?.node.lastChild.type.name === "cite";
  }

  addName() {
    const { end } = this.quote();
    back(this.editor).insertContentAt(end, { type: "cite" }).setTextSelection(end + 1).run();
  }

  async put(type, asking) {
    const attrs = await asking;
    const chain = back(this.editor);
    if (!attrs) return;
    const place = this.placeForBlock();
    const start = place.from ?? place;
    chain.insertContentAt(place, [{ type, attrs }, { type: "paragraph" }]).setTextSelection(start + 2).run();
    settle(this.editor);
  }

  /* Behind the paragraph, list or quote in which one stands; in its place if it is empty. */
  placeForBlock() {
    const { $to } = this.editor.state.selection;
    if (!$to.depth) return $to.pos;
    const isEmpty = $to.depth === 1 && $to.parent.content.size === 0;
    return isEmpty ? { from: $to.before(1), to: $to.after(1) } : $to.after(1);
  }

  putPicture(file = null) {
    this.put("picture", this.pictures.choose(this.namedPictures(), file));
  }

  takeFile(data, event) {
    const file = [...(data?.files || [])].find((each) => each.type.startsWith("image/"));
    // Word sends a picture of its text along; the text is what is wanted.
    if (!file || data.getData("text/html")) return false;
    event.preventDefault();
    this.putPicture(file);
    return true;
  }

  // What is kept

  keep() {
    this.box.value = this.editor.isEmpty ? "" : this.editor.getHTML();
    this.isChanged = true;
  }

  namedPictures() {
    return [...this.box.value.matchAll(/data-picture="(\d+)"/g)].map((found) => found[1]);
  }

  async loadPictures() {
    if (!this.namedPictures().length) return;
    await this.pictures.tryTo(() => this.pictures.load(this.namedPictures()));
    this.pictures.isLoaded = true;
    this.editor.storage.story.redraw.forEach((again) => again());
  }

  keepFromLeaving() {
    this.box.form?.addEventListener("submit", () => { this.isChanged = false; });
    window.addEventListener("beforeunload", (event) => { if (this.isChanged) event.preventDefault(); });
  }

  /* To assistive technology it is the box: the same name, the same help and errors. */
  nameIt() {
    const text = this.editor.view.dom;
    const label = document.querySelector(`label[for="${this.box.id}"]`);
    if (label) {
      label.id = label.id || `${this.box.id}_label`;
      text.setAttribute("aria-labelledby", label.id);
      label.addEventListener("click", () => back(this.editor));
    }
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (this.box.hasAttribute(name)) text.setAttribute(name, this.box.getAttribute(name));
    }
  }
}

customElements.define("story-editor", StoryEditor);
