"""The documents say what is true: settings, links, and no host that may move."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent
APPS = ("accounts", "campaigns", "config", "mailroom", "petitions", "webhooks")
# Made here and never committed (.gitignore).
NOT_OURS = {".git", ".venv", "var", "node_modules", "uv.lock", ".env"}
CACHES = re.compile(r"\..+_cache|\.hypothesis|__pycache__|\.setup\.lock")
# They belong to Python, Django and the shell.
OTHER_PROGRAMS = {
    *("DJANGO_SETTINGS_MODULE", "PYTHONUNBUFFERED", "PYTHONWARNINGS"),
    *("BASH_SOURCE", "CI", "PATH", "PWD"),
}
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")
# Written apart, or this file would name them.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted"),
        ("registry", "npmjs"),
        ("deb", "debian", "org"),
    )
]


def committed_files(folder: Path = BASE_DIR) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or CACHES.fullmatch(path.name):
            continue
        if path.is_dir():
            yield from committed_files(path)
        else:
            yield path


def text_of(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


# Settings


def variables_read_by(source: str) -> set[str]:
    """What Python code takes from the environment, by any of its spellings."""
    return {
        name
        for node in ast.walk(ast.parse(source))
        for name in _names(node)
        if VARIABLE.fullmatch(name)
    }


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and node.args:
        called = ast.unparse(node.func)
        if re.fullmatch(r"env(\.\w+)?|os\.environ\.\w+|os\.getenv", called):
            yield from _text(node.args[0])
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        yield from _text(node.slice)
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DEFAULTS":
        for key in getattr(node.value, "keys", []):
            yield from _text(key)


def _text(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def variables_read() -> set[str]:
    found: set[str] = set()
    for app in APPS:
        for path in (BASE_DIR / app).rglob("*.py"):
            found |= variables_read_by(path.read_text())
    for path in (BASE_DIR / "bin").iterdir():
        found |= set(re.findall(r"\$\{?([A-Z][A-Z0-9_]+)", text_of(path)))
    return found - OTHER_PROGRAMS


def test_every_variable_that_is_read_can_be_found_by_an_operator() -> None:
    example = (BASE_DIR / ".env.example").read_text()
    page = (BASE_DIR / "docs/self-hosting.md").read_text()
    in_example = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE))
    in_page = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", page, re.MULTILINE))

    read = variables_read()

    assert {"DATABASE_URL", "PORT", "DEMO_PASSWORD", "PYTHON"} <= read
    assert in_example == read
    assert in_page == read


# Links


def documents() -> list[Path]:
    return [path for path in committed_files() if path.suffix == ".md"]


def links_of(text: str) -> set[str]:
    """Where a document's links and pictures point, other sites aside."""
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"", prose)
    targets = {markdown or html for markdown, html in found}
    return {it for it in targets if not re.match(r"[a-z]+:", it)}


def anchors_of(text: str) -> set[str]:
    """The anchors that a heading gets on the usual forges."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", it.lower()).replace(" ", "-") for it in headings}


@pytest.mark.parametrize(
    "document", documents(), ids=lambda path: str(path.relative_to(BASE_DIR))
)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    for link in links_of(document.read_text()):
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        assert target.exists(), f"{link} is not there"
        assert not anchor or anchor in anchors_of(target.read_text()), link


# Hosts


def test_no_file_names_the_host_of_a_package_registry() -> None:
    named = [
        f"{path.relative_to(BASE_DIR)}: {host}"
        for path in committed_files()
        for host in REGISTRY_HOSTS
        if host in text_of(path)
    ]

    assert not named


def test_every_direct_dependency_has_its_line_in_the_decision() -> None:
    import tomllib

    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())
    wanted = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["test"],
    ]
    page = (BASE_DIR / "docs/adr/0001-dependencies.md").read_text()
    first_cells = " ".join(re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE))
    known = set(re.findall(r"[a-z0-9][a-z0-9-]*", first_cells))

    names = {re.match(r"[a-z0-9-]+", line).group() for line in wanted}

    assert names <= known, names - known
