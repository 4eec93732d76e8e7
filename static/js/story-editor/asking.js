/* What the editor asks for: where a link leads, which page to embed, what to call for. */

import { ask, field } from "./dialogs.js";
import { draw } from "./drawing.js";

const LONGEST_WORDS = 120;

/* As campaigns/body/checking.py sees it, which has the last word. */
function isAddress(text, schemes) {
  try {
    const url = new URL(text);
    return schemes.includes(url.protocol) && Boolean(url.hostname) && !url.username && !/[\s"'<>\\`{}|^]/.test(text);
  } catch {
    return false;
  }
}

function isPage(text) {
  const isPath = text.startsWith("/") && !text.startsWith("//") && !/\s/.test(text);
  return isPath || isAddress(text, ["https:", "http:"]);
}

function isLink(text) {
  return isPage(text) || /^#\S+$/.test(text) || /^mailto:[^\s@]+@[^\s@]+$/.test(text);
}

/* What people type for an address. */
function completed(text) {
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  if (/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(text)) return `https://${text}`;
  return text;
}

export function askLink(words, href) {
  const input = draw("input", { type: "text", inputmode: "url", autocomplete: "off", value: href || "" });
  const box = field(words.link_address, input, words.link_help);
  const unlink = href ? draw("button", { type: "button", class: "button" }, words.unlink) : null;
  return ask({
    title: words.link, words, save: words.save, body: [box], extra: unlink,
    onsave: () => {
      const address = completed(input.value.trim());
      if (isLink(address)) return { href: address };
      box.complain(words.bad_link);
      return null;
    },
  });
}

export function askEmbed(words, address) {
  const input = draw("input", { type: "url", autocomplete: "off", placeholder: "https://", value: address || "" });
  const box = field(words.address, input, words.address_help);
  return ask({
    title: words.embed, words, save: address ? words.save : words.insert, body: [box],
    onsave: () => {
      const found = completed(input.value.trim());
      if (isAddress(found, ["https:"])) return { address: found };
      box.complain(words.bad_address);
      return null;
    },
  });
}

export function askCall(words, kinds, call) {
  const select = draw("select", {}, ...kinds.map((each) => draw("option", { value: each.kind }, each.label)));
  select.value = call?.kind || kinds[0]?.kind || "";
  const button = draw("input", { type: "text", maxlength: LONGEST_WORDS, value: call?.words || "" });
  const place = draw("div", {});
  let target, targetBox;
  const showTarget = (value) => {
    const kind = kinds.find((each) => each.kind === select.value);
    if (kind?.choices) {
      const none = draw("option", { value: "" }, words.any_target);
      target = draw("select", {}, ...kind.choices.map(([slug, name]) => draw("option", { value: slug }, name)), none);
      if (value !== undefined) target.value = value;
      targetBox = field(words.target, target);
    } else {
      target = draw("input", { type: "text", inputmode: "url", value: value || "" });
      targetBox = field(words.target_address, target, words.link_help);
    }
    place.replaceChildren(targetBox);
  };
  showTarget(call?.target);
  select.addEventListener("change", () => showTarget());
  return ask({
    title: words.call, words, save: call ? words.save : words.insert,
    body: [field(words.kind, select), place, field(words.call_words, button, words.call_words_help)],
    onsave: () => {
      const typed = target.tagName === "SELECT" ? target.value : completed(target.value.trim());
      if (target.tagName === "INPUT" && !isPage(typed)) {
        targetBox.complain(words.bad_link);
        return null;
      }
      return { kind: select.value, target: typed, words: button.value.trim() };
    },
  });
}
