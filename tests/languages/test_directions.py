"""Pages turn round for languages from right to left: no sheet knows left from right."""

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from branding.design import specimens
from config import context

PHYSICAL = re.compile(
    r"(?<![\w-])("
    r"(margin|padding|border|scroll-margin|scroll-padding)-(left|right)[\w-]*\s*:"
    r"|(left|right)\s*:"
    r"|border-(top|bottom)-(left|right)-radius\s*:"
    r"|(text-align|float|clear|caption-side)\s*:\s*(left|right)"
    r"|background-position\s*:[^;]*\b(left|right)"
    r"|translateX\(|to (left|right)\b"
    r"|(padding|margin|inset|border-width)\s*:"
    r"\s*\S+\s+(?P<right>\S+)\s+\S+\s+(?!(?P=right)[;\s])[^\s;()]+\s*;"
    r")"
)
STYLES = settings.BASE_DIR / "static/css"
COMMA = re.compile(r"([^{}\n]+)\s*\{\s*content: \"[,;] ?\"")
COMMENTS = re.compile(r"/\*.*?\*/", re.S)
# File and words of the line, and why it may stand.
EXCEPTIONS: dict[tuple[str, str], str] = {}


def lines(path):
    text = COMMENTS.sub(lambda found: "\n" * found[0].count("\n"), path.read_text())
    return enumerate(text.splitlines(), start=1)


def test_no_sheet_knows_left_from_right():
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in sorted((settings.BASE_DIR / "static/css").glob("*.css"))
        for number, line in lines(path)
        if PHYSICAL.search(line) and (path.name, line.strip()) not in EXCEPTIONS
    ]

    assert not found


def test_no_style_inside_a_template_knows_it_either():
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in sorted((settings.BASE_DIR / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for style in re.findall(r'style="([^"]*)"', line)
        if PHYSICAL.search(style) or ' align="' in line
    ]

    assert not found


def test_a_comma_of_a_sheet_has_its_arabic_sign():
    """Beside it, in `languages.css`: the rule has the last class of the selector."""
    arabic = (STYLES / "languages.css").read_text()
    written = [
        rule
        for path in sorted(STYLES.glob("*.css"))
        for rule in COMMA.findall(path.read_text())
        if path.name != "languages.css"
    ]

    assert written
    assert not [rule for rule in written if rule.strip() not in arabic]


def test_a_letter_says_its_direction_where_mail_programs_keep_it():
    with translation.override("ar"):
        told = context.site() | specimens.letters()["comments/print"]
        letter = render_to_string("emails/comments/print.html", told)

    # Some take <html> and <body> away.
    body = letter.partition("<body>")[2]
    assert re.search(r'<div class="letter" [^>]*dir="rtl"', body)
    assert '<p class="quoted" dir="auto">' in body


def test_the_rule_knows_what_it_forbids():
    for bad in (
        *("margin-left: 1px;", "left: 0;", "text-align: right;", "float: left;"),
        *("padding: 1px 2px 3px 4px;", "transform: translateX(1px);"),
    ):
        assert PHYSICAL.search(bad), bad
    for good in ("margin-inline-start: 1px;", "padding: 1px 2px 3px 2px;"):
        assert not PHYSICAL.search(good), good
