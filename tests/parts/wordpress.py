"""What WordPress does with the answer of an oEmbed provider that it does not know.

Its rules in our words, as its development repository (wordpress-develop) has them:
`wp_filter_oembed_iframe_title_attribute` and `wp_filter_oembed_result` in
src/wp-includes/embed.php, `WP_oEmbed::discover` and `fetch` in
src/wp-includes/class-wp-oembed.php, and src/js/_enqueues/wp/embed.js for the page.
"""

import html
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# A theme of 500 pixels; `wp_embed_defaults` asks for half as much again in height.
CONTENT_WIDTH = 500
SECRET = "aB3dE5fG7h"
ALLOWED = {
    "a": {"href"},
    "blockquote": set(),
    "iframe": {
        *("src", "width", "height", "frameborder", "marginwidth", "marginheight"),
        *("scrolling", "title"),
    },
}
# 150 kB: of a longer page WordPress does not see the end.
MOST_READ = 153_600


def provider(page: str) -> str | None:
    """The oEmbed address that a page names in its head, as a person's post finds it."""
    head = page[:MOST_READ].partition("</head>")[0]
    for link in re.findall(r"<link([^<>]+)/?>", head, re.IGNORECASE):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', link))
        if attributes.get("type") == "application/json+oembed":
            return html.unescape(attributes["href"])
    return None


def question(provider_url: str, url: str, width: int = CONTENT_WIDTH) -> str:
    """What it then asks."""
    parts = urlsplit(provider_url)
    asked = dict(parse_qsl(parts.query)) | {
        "maxwidth": str(width),
        "maxheight": str(min(width * 3 // 2, 1000)),
        "url": url,
        "dnt": "1",
        "format": "json",
    }
    return urlunsplit(parts._replace(query=urlencode(asked)))


def embedded(answer: dict) -> str | None:
    """What it puts into the post: of a rich answer a quotation and a frame, or None."""
    if answer["type"] not in ("rich", "video"):
        return None
    titled = _with_title(answer["html"], answer.get("title", ""))
    kept = _stripped(titled, ALLOWED)
    found = re.search(
        r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", kept, re.DOTALL
    )
    if not found:
        return None
    quotation, frame = found.group(1) or "", found.group(2)
    marked = _with_secret(quotation + frame)
    if quotation:
        hidden = 'style="position: absolute; visibility: hidden;"'
        marked = marked.replace("<iframe", f"<iframe {hidden}")
        marked = marked.replace(
            "<blockquote", '<blockquote class="wp-embedded-content"'
        )
    locks = 'class="wp-embedded-content" sandbox="allow-scripts" security="restricted"'
    return marked.replace("<iframe", f"<iframe {locks}")


def _with_title(text: str, title: str) -> str:
    """The frame's own title wins, and moves to the front."""
    found = re.search(r"<iframe([^>]*)>", text, re.IGNORECASE)
    own = re.search(r'\s*\btitle="([^"]*)"', found.group(1)) if found else None
    if own:
        title = html.unescape(own.group(1))
        rest = found.group(1).replace(own.group(0), "")
        text = text.replace(found.group(0), f"<iframe {rest.strip()}>")
    return text.replace("<iframe ", f'<iframe title="{html.escape(title)}" ')


def _with_secret(text: str) -> str:
    """The source gets a mark behind it, by which page and frame know each other."""
    source = re.search(r""" src=(['"])(.*?)\1""", text)
    if not source:
        return text
    quote, url = source.groups()
    new = (
        f" src={quote}{url}#?secret={SECRET}{quote} data-secret={quote}{SECRET}{quote}"
    )
    text = text.replace(source.group(0), new)
    return text.replace("<blockquote", f'<blockquote data-secret="{SECRET}"')


class _Strip(HTMLParser):
    """Leaves the elements and attributes that are allowed, and all text (`wp_kses`)."""

    def __init__(self, allowed: dict[str, set[str]]) -> None:
        super().__init__(convert_charrefs=False)
        self.allowed = allowed
        self.kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.allowed:
            named = "".join(
                f' {name}="{html.escape(value or "")}"'
                for name, value in attrs
                if name in self.allowed[tag] and _is_good(name, value or "")
            )
            self.kept.append(f"<{tag}{named}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.allowed:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.kept.append(html.escape(data, quote=False))

    def handle_entityref(self, name: str) -> None:
        self.kept.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.kept.append(f"&#{name};")


def _is_good(name: str, value: str) -> bool:
    return name not in ("src", "href") or value.startswith(("http://", "https://"))


def _stripped(text: str, allowed: dict[str, set[str]]) -> str:
    parser = _Strip(allowed)
    parser.feed(text)
    parser.close()
    return "".join(parser.kept)


# What the page itself does with the messages of its frames.
LISTENER = """
const framesOf = (secret) =>
  document.querySelectorAll(`iframe[data-secret="${secret}"]`);

addEventListener("message", ({ data, source }) => {
  if (!data || !data.secret || /[^a-zA-Z0-9]/.test(data.secret)) return;
  for (const quotation of document.querySelectorAll(
    `blockquote[data-secret="${data.secret}"]`)) quotation.style.display = "none";
  for (const frame of framesOf(data.secret)) {
    if (source !== frame.contentWindow) continue;
    frame.removeAttribute("style");
    if (data.message === "height") {
      frame.height = Math.max(200, Math.min(1000, parseInt(data.value, 10) || 0));
    }
    if (data.message === "link") {
      const target = new URL(data.value);
      const isSameHost = target.host === new URL(frame.getAttribute("src")).host;
      const isWeb = /^https?:$/.test(target.protocol);
      if (isSameHost && isWeb && document.activeElement === frame) {
        window.top.location.href = data.value;
      }
    }
  }
});

addEventListener("DOMContentLoaded", () => {
  for (const frame of document.querySelectorAll("iframe.wp-embedded-content")) {
    const secret = frame.getAttribute("data-secret");
    frame.contentWindow.postMessage({ message: "ready", secret }, "*");
  }
});
"""


def post(content: str) -> str:
    """A page with this in its middle, and the listener."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A post'
        '</title><meta name="viewport" content="width=device-width">'
        f"<script>{LISTENER}</script></head><body><h1>A post</h1>{content}"
        "</body></html>"
    )
