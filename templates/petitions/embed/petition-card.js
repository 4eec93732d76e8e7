/* <petition-card slug="…">: a petition and its number on any page. No cookie, one request;
   whatever goes wrong, the link inside the element stays. See docs/embedding.md. */
(() => {
  const words = {{ words|safe }};
  const home = new URL(".", document.currentScript?.src || {{ site_url|safe }});
  const dark =
    "--paper:#1c2027;--ink:#ece7dd;--ink-soft:#aab0b8;--rule:#383e48;--accent:#f2735a;" +
    "--on-accent:#1c0a05;--track:#353b45;--focus:#8fb4ff;color-scheme:dark";
  const styles = `
:host{all:initial;display:block;max-inline-size:37.5rem;
--paper:#fff;--ink:#17202c;--ink-soft:#55606d;--rule:#d8d0c1;--accent:#bd2c14;
--on-accent:#fff;--track:#e4ddcf;--focus:#1d4fd7;color-scheme:light}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){${dark}}}
:host([theme=dark]){${dark}}
:host([hidden]){display:none}
article{padding:1.25rem;border:1px solid var(--rule);border-block-start:4px solid var(--accent);
background:var(--paper);color:var(--ink);font:1rem/1.4 Georgia,"Times New Roman",serif;
overflow-wrap:anywhere}
h3{margin:0;font-size:1.5rem;line-height:1.15;text-wrap:balance}
p{margin:.25rem 0}
.target,.goal,.name{color:var(--ink-soft)}
.status{margin-block:.75rem 0;font-weight:700}
.signed{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .5rem;margin-block:.75rem .25rem}
b{font-size:2.25rem;line-height:1.1;font-variant-numeric:lining-nums tabular-nums}
progress{display:block;inline-size:100%;block-size:.75rem;border:1px solid var(--ink-soft);appearance:none;
background:var(--track);color:var(--accent)}
::-webkit-progress-bar{background:var(--track)}
::-webkit-progress-value{background:var(--accent)}
::-moz-progress-bar{background:var(--accent)}
.goal,.signed span,.name,a{font-family:system-ui,sans-serif;font-size:.9375rem}
.foot{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;
gap:.75rem;margin-block-start:1rem}
a{padding:.75rem 1.375rem;border:2px solid var(--accent);border-radius:3px;
background:var(--accent);color:var(--on-accent);font-weight:700;text-decoration:none}
a.quiet{border-color:var(--ink);background:none;color:var(--ink)}
a:hover{text-decoration:underline}
a:focus-visible{outline:3px solid var(--focus);outline-offset:3px}`;

  const number = (value) => value.toLocaleString(`${words.lang}-u-nu-latn`);
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  /* Text is set as text: nothing that a petition is called becomes markup. */
  const make = (tag, className, ...inside) => {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...inside);
    return element;
  };

  const isPetition = (it, slug) =>
    it?.slug === slug &&
    typeof it.petition === "string" &&
    typeof it.target === "string" &&
    Number.isSafeInteger(it.count) &&
    it.count >= 0 &&
    it.goal > 0;

  const bar = ({ count, goal }) => {
    const made = make("progress", "");
    made.max = goal;
    made.value = Math.min(count, goal);
    made.ariaHidden = "true";
    const percent = number(Math.min(100, Math.floor((count * 100) / goal)));
    return [made, make("p", "goal", filled(words.percent, { percent, goal: number(goal) }))];
  };

  const drawn = (it, site) => {
    const isOpen = it.status === "open";
    const isOver = it.status === "closed" || it.status === "won";
    const link = make("a", isOpen ? "" : "quiet", isOpen ? words.sign : words.read);
    const url = new URL(`petitions/${it.slug}/`, site);
    if (/^[a-z0-9.-]{1,74}$/.test(location.hostname)) url.searchParams.set("via", `embed.${location.hostname}`);
    if (isOpen) url.hash = "sign";
    link.href = url.href;
    const signed = make("span", "", isOver ? words.signedInAll : words.signed);
    const card = make(
      "article",
      "",
      make("h3", "", it.petition),
      make("p", "target", filled(words.to, it)),
      isOpen ? "" : make("p", "status", words[it.status] ?? ""),
      make("p", "signed", make("b", "", number(it.count)), signed),
      ...(isOver ? [] : bar(it)),
      make("div", "foot", make("span", "name", site.host === home.host ? words.site : site.hostname), link),
    );
    card.lang = words.lang;
    card.dir = words.dir;
    return card;
  };

  class PetitionCard extends HTMLElement {
    async connectedCallback() {
      const slug = this.getAttribute("slug") ?? "";
      if (this.shadowRoot || !/^[-\w]+$/.test(slug)) return;
      try {
        const site = new URL(this.getAttribute("site") || home);
        const address = new URL(`petitions/${slug}.json`, site);
        const answer = await fetch(address, { credentials: "omit" });
        const petition = answer.ok && (await answer.json());
        if (this.shadowRoot || !isPetition(petition, slug)) return;
        /* A style sheet that is made, not written: the page's own policy allows it. */
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(styles);
        const card = drawn(petition, site);
        const root = this.attachShadow({ mode: "open" });
        root.adoptedStyleSheets = [sheet];
        root.append(card);
      } catch {
        /* The link inside the element is still there. */
      }
    }
  }

  if (!customElements.get("petition-card")) customElements.define("petition-card", PetitionCard);
})();
