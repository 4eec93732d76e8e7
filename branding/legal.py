"""Legal texts as HTML: what CommonMark knows, and no HTML of their own."""

from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")


def as_html(body: str) -> str:
    """Safe to put into a page: markdown-it escapes HTML and refuses odd schemes.

    Headings begin at the second level, below the page's own.
    """
    tokens = _markdown.parse(body)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    html: str = _markdown.renderer.render(tokens, _markdown.options, {})
    return html
