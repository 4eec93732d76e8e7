/* The blocks of a story beside plain paragraphs: the three marks of campaigns/body, shown
   as cards, and quotes with a name under them. */

import { Blockquote, Heading, Mark, Node } from "../../django_prose_editor/editor.js";
import { draw } from "./drawing.js";
import { back, settle } from "./returning.js";

const HEADINGS = { h1: 2, h2: 2, h3: 3, h4: 3, h5: 3, h6: 3 };

export const StoryHeading = Heading.extend({
  parseHTML() {
    return Object.entries(HEADINGS).map(([tag, level]) => ({ tag, attrs: { level } }));
  },
}).configure({ levels: [2, 3] });

export const StoryQuote = Blockquote.extend({
  content: "paragraph+ cite?",
  addAttributes() {
    return {
      pulled: {
        default: false,
        parseHTML: (element) => element.classList.contains("pull-quote"),
        renderHTML: ({ pulled }) => (pulled ? { class: "pull-quote" } : {}),
      },
    };
  },
  addKeyboardShortcuts() {
    // An empty paragraph at its end means: on with the story.
    return { ...this.parent?.(), Enter: ({ editor }) => leaveQuote(editor) };
  },
});

function leaveQuote(editor) {
  const { $from, empty } = editor.state.selection;
  const quote = $from.node(-1);
  const isLast = quote?.type.name === "blockquote" && $from.index(-1) === quote.childCount - 1;
  if (!empty || !isLast || $from.parent.content.size || quote.childCount < 2) return false;
  const after = $from.after(-1) - 2;
  return editor.chain()
    .deleteRange({ from: $from.before(), to: $from.after() })
    .insertContentAt(after, { type: "paragraph" })
    .setTextSelection(after + 1)
    .run();
}

export const Cite = Node.create({
  name: "cite",
  content: "text*",
  defining: true,
  parseHTML() {
    return [{ tag: "cite", context: "blockquote/" }];
  },
  renderHTML() {
    return ["cite", 0];
  },
  addKeyboardShortcuts() {
    return {
      // After the name comes the story again.
      Enter: ({ editor }) => {
        const { $from } = editor.state.selection;
        if ($from.parent.type.name !== "cite") return false;
        const after = $from.after($from.depth - 1);
        return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
      },
    };
  },
});

export const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  addAttributes() {
    return { href: { default: null } };
  },
  parseHTML() {
    return [{ tag: "a[href]", getAttrs: (element) => (/^(https?:|mailto:|\/(?!\/)|#)/i.test(element.getAttribute("href")) ? null : false) }];
  },
  renderHTML({ HTMLAttributes }) {
    return ["a", HTMLAttributes, 0];
  },
});

/* A mark of its own: an element without content, each attribute under its name. */
function card({ name, tag, selector, attributes, show, change }) {
  return Node.create({
    name,
    group: "block",
    atom: true,
    draggable: true,
    addAttributes() {
      return Object.fromEntries(Object.entries(attributes).map(([key, data]) => [key, {
        default: "",
        parseHTML: (element) => element.getAttribute(data) || "",
        renderHTML: (values) => ({ [data]: values[key] }),
      }]));
    },
    parseHTML() {
      return [{ tag: selector }];
    },
    renderHTML({ HTMLAttributes }) {
      return [tag, HTMLAttributes];
    },
    addKeyboardShortcuts() {
      return {
        Enter: ({ editor }) => {
          const { node, from } = editor.state.selection;
          if (node?.type.name !== name) return false;
          change(editor, node, from);
          return true;
        },
      };
    },
    addNodeView() {
      return (props) => cardView({ ...props, name, show, change });
    },
  });
}

function cardView({ node, editor, getPos, name, show, change }) {
  const words = editor.storage.story.words;
  const content = draw("div", { class: "story-card-content" });
  const title = draw("p", { class: "story-card-kind" }, words[name]);
  let current = node;
  const press = (label, work) => draw("button", { type: "button", class: "story-card-button", onclick: work, "aria-label": `${label}: ${words[name]}` }, label);
  const buttons = draw("div", { class: "story-card-buttons" },
    press(words.change, () => change(editor, current, getPos())),
    press(words.remove, () => remove(editor, getPos())));
  const dom = draw("div", { class: `story-card story-card-${name}`, contenteditable: "false" }, title, content, buttons);
  const update = (next) => {
    if (next.type.name !== name) return false;
    current = next;
    content.replaceChildren(...show(next.attrs, editor.storage.story));
    return true;
  };
  const again = () => update(current);
  editor.storage.story.redraw.add(again);
  update(node);
  return {
    dom,
    update,
    stopEvent: (event) => buttons.contains(event.target) && !event.type.startsWith("drag"),
    ignoreMutation: () => true,
    destroy: () => editor.storage.story.redraw.delete(again),
  };
}

function replace(editor, position, name, attributes) {
  const chain = back(editor);
  if (!attributes) return;
  chain.command(({ tr }) => {
    tr.setNodeMarkup(position, editor.schema.nodes[name], attributes);
    return true;
  }).run();
  settle(editor);
}

function remove(editor, position) {
  back(editor).deleteRange({ from: position, to: position + 1 }).run();
  settle(editor);
}

export const Picture = card({
  name: "picture",
  tag: "figure",
  selector: "figure[data-picture]",
  attributes: { pk: "data-picture" },
  show({ pk }, { pictures, words }) {
    const known = pictures.known.get(pk);
    if (!known) return pictures.isLoaded ? [draw("p", {}, words.missing_picture)] : [];
    const notes = [known.caption, known.credit].filter(Boolean).join(" – ");
    return [draw("img", { src: known.url, alt: known.alt }), draw("p", {}, known.alt), notes ? draw("p", { class: "story-card-notes" }, notes) : ""].filter(Boolean);
  },
  async change(editor, node) {
    const story = editor.storage.story;
    if (await story.pictures.describe(node.attrs.pk)) story.redraw.forEach((again) => again());
    back(editor);
  },
});

export const Embed = card({
  name: "embed",
  tag: "figure",
  selector: "figure[data-embed]",
  attributes: { address: "data-embed" },
  show({ address }) {
    const host = URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : "";
    return [draw("p", { class: "story-card-title" }, host), draw("p", { class: "story-card-notes" }, address)];
  },
  async change(editor, node, position) {
    replace(editor, position, "embed", await editor.storage.story.askEmbed(node.attrs.address));
  },
});

export const Call = card({
  name: "call",
  tag: "aside",
  selector: "aside[data-call]",
  attributes: { kind: "data-call", target: "data-target", words: "data-words" },
  show({ kind, target, words }, { kinds, words: told }) {
    const known = kinds.find((each) => each.kind === kind);
    const chosen = known?.choices?.find(([slug]) => slug === target);
    const where = chosen ? chosen[1] : target || told.any_target;
    return [draw("p", { class: "story-card-title" }, known?.label || kind), draw("p", {}, where), words ? draw("p", { class: "story-card-notes" }, words) : ""].filter(Boolean);
  },
  async change(editor, node, position) {
    replace(editor, position, "call", await editor.storage.story.askCall(node.attrs));
  },
});
