/* The card inside another site's frame: tells that page how tall it is and where its link
   leads, in the words of WordPress (docs/embedding.md), and the link which site it is. */

(() => {
  const card = document.querySelector(".embed");
  const link = document.querySelector(".embed-link");
  const isFramed = window.parent !== window;

  /* What proves to a WordPress page that a message comes from this frame. That page may
     write it into the address later than the card is there. */
  const secret = () => /[#?&]secret=([A-Za-z0-9]+)/.exec(location.hash)?.[1] ?? "";

  const tell = (message, value) => {
    /* Whoever frames the card may know: nothing of it is secret. */
    window.parent.postMessage({ message, value, secret: secret() }, "*");
  };

  const tellHeight = () => {
    const { offsetHeight, clientHeight } = document.body;
    const border = offsetHeight - clientHeight;
    tell("height", Math.ceil(card.getBoundingClientRect().height + border));
  };

  const hostOf = (address) => {
    try {
      return new URL(address).hostname;
    } catch {
      return "";
    }
  };

  /* The name in the card's own address, or the host of the page that the reader sees. */
  const via = () => {
    const given = new URLSearchParams(location.search).get("via") ?? "";
    const above = location.ancestorOrigins;
    const host = hostOf(above?.[above.length - 1]) || hostOf(document.referrer);
    const names = [given, host === location.hostname ? "" : `embed.${host}`];
    return names.find((name) => /^embed\.[a-z0-9.-]{1,74}$/.test(name));
  };

  /* A sandbox without popups holds the link back; a WordPress page follows it for us. */
  const onClick = (event) => {
    if (!secret() || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tell("link", link.href);
  };

  const name = via();
  if (name) {
    const target = new URL(link.href);
    target.searchParams.set("via", name);
    link.href = target.href;
  }
  if (!isFramed) return;
  link.addEventListener("click", onClick);
  tellHeight();
  new ResizeObserver(tellHeight).observe(card);
  window.addEventListener("load", tellHeight);
  window.addEventListener("resize", tellHeight);
  window.addEventListener("hashchange", tellHeight);
  window.addEventListener("message", ({ source, data }) => {
    const isHost = source === window.parent && data?.secret === secret();
    if (isHost && data.message === "ready") tellHeight();
  });
})();
