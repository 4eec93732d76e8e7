/* What comes from other programs, before the editor reads it. Their styles are turned into
   tags here: the page's policy lets no style of others in, and says so for each. */

const OF_A_LIST = "p[class^=MsoListParagraph]";
const STYLES = "data-pasted-style";
const TAGS = [
  ["strong", /(?<![-\w])font-weight:\s*(bold|[6-9]00)/i, /(?<![-\w])font-weight:\s*(normal|[1-4]00)/i],
  ["em", /(?<![-\w])font-style:\s*(italic|oblique)/i, /(?<![-\w])font-style:\s*normal/i],
  ["sup", /(?<![-\w])vertical-align:\s*super\b/i],
  ["sub", /(?<![-\w])vertical-align:\s*sub\b/i],
];
const SAME = { B: "strong", STRONG: "strong", I: "em", EM: "em" };

export function tidy(html) {
  const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  for (const each of page.querySelectorAll("style, script, img, meta, link")) each.remove();
  makeLists(page);
  for (const each of page.querySelectorAll(`[${STYLES}]`)) restyle(page, each);
  return page.body.innerHTML;
}

/* Styles go by another name, so that nothing tries to apply them; so do handlers, which the
   policy would forbid with a complaint. */
function withoutStyles(html) {
  const isTag = /<[a-z][^<>]*>/gi;
  const plain = html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, "");
  return plain.replace(isTag, (tag) =>
    tag
      .replace(/(\s|"|')style(\s*=)/gi, `$1 ${STYLES}$2`)
      .replace(/(\s|"|'|\/)on\w+(\s*=)/gi, "$1 data-pasted-handler$2"),
  );
}

function restyle(page, element) {
  const style = element.getAttribute(STYLES);
  element.removeAttribute(STYLES);
  if (!["SPAN", "B", "STRONG", "I", "EM"].includes(element.tagName)) return;
  for (const [tag, is, isNot] of TAGS) {
    if (isNot?.test(style) && SAME[element.tagName] === tag) element.replaceWith(...element.childNodes);
    else if (is.test(style) && SAME[element.tagName] !== tag) {
      const inner = page.createElement(tag);
      inner.append(...element.childNodes);
      element.append(inner);
    }
  }
}

/* The lists of Word are paragraphs with a bullet typed before them. */
function makeLists(page) {
  for (const line of page.querySelectorAll(OF_A_LIST)) {
    const spans = [...line.querySelectorAll(`span[${STYLES}]`)];
    const marker = spans.find((span) => /mso-list:\s*ignore/i.test(span.getAttribute(STYLES)));
    const isNumbered = /^\s*(\d+|[a-z])[.)]/i.test(marker?.textContent || "");
    marker?.remove();
    const item = page.createElement("li");
    item.append(...line.childNodes);
    const before = line.previousElementSibling;
    const tag = isNumbered ? "OL" : "UL";
    const isSame = before?.tagName === tag && before.dataset.word;
    const list = isSame ? before : page.createElement(tag);
    list.dataset.word = "list";
    if (!isSame) line.before(list);
    list.append(item);
    line.remove();
  }
}
