"""Pictures of every page and state, in one folder: what `bin/pages` makes.

A demo site is started for each language, and each page of `tests.stack.pages` is
pictured on a phone and a desk, in the light and in the dark. `index.html` shows all of
them beside each other, `sheet-….png` the same for whoever has no browser at hand.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.parts import chromium
from tests.parts.finding import BASE_DIR, PartMissing
from tests.stack import pages
from tests.stack.pages import Scene, Shot
from tests.stack.site import Site

VIEWS = {"phone": (390, 844), "desktop": (1280, 900)}
SCHEMES = ("light", "dark")
LANGUAGES = ("en-gb", "ar")
PAGE_SECONDS = 15
# A page is never pictured longer than this: a thread could be as long as a book.
MOST_PIXELS = 6000
ROWS_PER_SHEET = 8
THUMB_WIDTH, THUMB_HEIGHT = 300, 420
# The pictures of README.md, with how much of each page they show, in pixels.
IN_README = {
    "petition-desktop": ("en-gb", "petition", "desktop-light", 1000),
    "petition-phone": ("en-gb", "petition", "phone-light", 844),
    "story-desktop": ("en-gb", "story", "desktop-dark", 1000),
    "figures-desktop": ("en-gb", "figures", "desktop-light", 1000),
    "thread-phone": ("en-gb", "thread", "phone-dark", 1500),
    "arabic-phone": ("ar", "petition", "phone-light", 844),
}
README_FOLDER = BASE_DIR / "docs" / "img"
# Flat colours: more of them cost bytes and show nothing.
README_COLOURS = 128
# Late pictures come at once, and type is waited for.
SETTLED = """() => {
  for (const it of document.images) it.loading = "eager";
  const late = new Promise((done) => setTimeout(done, 2000));
  return Promise.race([document.fonts.ready, late]);
}"""
KINDS = [f"{view}-{scheme}" for view in VIEWS for scheme in SCHEMES]


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    until = time.monotonic() + asked.minutes * 60
    folder = Path(asked.folder).resolve()
    shots = [shot for shot in pages.ALL if asked.only in shot.name]
    try:
        program = chromium.executable()
    except PartMissing as why:
        _say(str(why))
        return 1
    failed: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=chromium.ARGUMENTS
        )
        for language in asked.languages:
            failed += _picture(browser, language, shots, folder, until)
        browser.close()
    _write_index(folder, shots, asked.languages)
    if asked.readme:
        _write_readme(folder)
    for line in failed:
        _say(f"Not pictured: {line}")
    _say(f"{folder / 'index.html'} shows them all.")
    return 1 if failed else 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/pages", description=__doc__)
    parser.add_argument("folder", nargs="?", default=str(BASE_DIR / "var" / "pages"))
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument(
        "--languages", nargs="+", default=LANGUAGES, help="such as: en-gb ar"
    )
    parser.add_argument(
        "--minutes", type=int, default=30, help="after so long the rest is left out"
    )
    parser.add_argument(
        "--readme", action="store_true", help="write those of README.md anew"
    )
    return parser


def _picture(
    browser: Browser, language: str, shots: list[Shot], folder: Path, until: float
) -> list[str]:
    """All pages of one site; returns what could not be pictured, and why."""
    site = Site(LANGUAGE_CODE=language)
    place = folder / language
    place.mkdir(parents=True, exist_ok=True)
    _say(f"Starting a demo site in {language}.")
    try:
        site.start()
        scene = pages.prepare(site)
        failed = []
        for kind, page, shot in _visits(browser, site, scene, shots):
            if time.monotonic() > until:
                failed.append(f"{language}, {kind} and all after it: out of time")
                break
            try:
                pages.visit(page, scene, shot)
                _save(page, place / f"{slug(shot)}-{kind}.png")
            except (Error, AssertionError) as fault:
                failed.append(f"{language}, {kind}, {shot.name}: {str(fault)[:200]}")
        _write_sheets(folder, language, shots)
        return failed
    finally:
        site.remove()


def _visits(
    browser: Browser, site: Site, scene: Scene, shots: list[Shot]
) -> Iterator[tuple[str, Page, Shot]]:
    """Each page in each view, by a browser for each view and visitor."""
    for view, (width, height) in VIEWS.items():
        for scheme in SCHEMES:
            _say(f"{view}, {scheme}")
            for who in ("nobody", "reader", "staff"):
                mine = [shot for shot in shots if shot.who == who]
                if not mine:
                    continue
                context = _context(browser, site, (width, height), scheme)
                context.add_cookies(pages.cookies(site, scene, who))
                page = context.new_page()
                yield from ((f"{view}-{scheme}", page, shot) for shot in mine)
                context.close()


def _context(
    browser: Browser, site: Site, size: tuple[int, int], scheme: str
) -> BrowserContext:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        user_agent=pages.BROWSER,
        reduced_motion="reduce",
        locale="en-GB",
    )
    context.set_default_timeout(PAGE_SECONDS * 1000)
    return context


def _save(page: Page, path: Path) -> None:
    """The whole page, from its head on; pictures that load late are waited for."""
    page.evaluate(SETTLED)
    page.wait_for_load_state("networkidle")
    width, height = page.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollHeight]"
    )
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, MOST_PIXELS)}
    page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")


def slug(shot: Shot) -> str:
    """The name of a page as the name of a file."""
    return "-".join("".join(c if c.isalnum() else " " for c in shot.name).split())


# The sheets


def _write_sheets(folder: Path, language: str, shots: list[Shot]) -> None:
    for number, begin in enumerate(range(0, len(shots), ROWS_PER_SHEET), 1):
        some = shots[begin : begin + ROWS_PER_SHEET]
        columns = len(KINDS)
        size = (columns * THUMB_WIDTH, len(some) * THUMB_HEIGHT)
        sheet = Image.new("RGB", size, "#777")
        for row, shot in enumerate(some):
            for column, kind in enumerate(KINDS):
                path = folder / language / f"{slug(shot)}-{kind}.png"
                if path.exists():
                    place = (column * THUMB_WIDTH, row * THUMB_HEIGHT)
                    sheet.paste(_thumb(path), place)
        sheet.save(folder / f"sheet-{language}-{number:02}.png", optimize=True)


def _thumb(path: Path) -> Image.Image:
    """The head of a page, as wide as its place."""
    with Image.open(path) as whole:
        width = THUMB_WIDTH - 8
        scale = whole.width / width
        height = min(whole.height, int((THUMB_HEIGHT - 8) * scale))
        head = whole.convert("RGB").crop((0, 0, whole.width, height))
        return head.resize(
            (width, max(1, int(height / scale))), Image.Resampling.LANCZOS
        )


def _write_readme(folder: Path) -> None:
    """Those of README.md that were pictured, cut and in few colours."""
    for name, (language, page, kind, height) in IN_README.items():
        path = folder / language / f"{page}-{kind}.png"
        if not path.exists():
            continue
        with Image.open(path) as whole:
            cut = whole.convert("RGB").crop((0, 0, whole.width, height))
        few = cut.quantize(README_COLOURS, dither=Image.Dither.NONE)
        few.save(README_FOLDER / f"{name}.png", optimize=True)


def _write_index(folder: Path, shots: list[Shot], languages: list[str]) -> None:
    rows = []
    for shot in shots:
        pictures = "".join(
            f'<a href="{path}"><img src="{path}" loading="lazy" alt="{path}"></a>'
            for language in languages
            for kind in KINDS
            if (folder / (path := f"{language}/{slug(shot)}-{kind}.png")).exists()
        )
        title = f"{shot.name} <small>{escape(shot.path)}, {shot.who}</small>"
        rows.append(f"<h2>{title}</h2><div>{pictures}</div>")
    style = (
        "body{font:16px sans-serif;background:#777;margin:1rem}"
        "div{display:flex;gap:8px;overflow-x:auto;align-items:start}"
        "a{flex:none;max-height:620px;overflow:hidden}img{width:300px}"
    )
    page = (
        f"<!DOCTYPE html><meta charset=utf-8><title>Pages</title><style>{style}</style>"
    )
    (folder / "index.html").write_text(page + "".join(rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
