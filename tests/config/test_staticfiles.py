"""What is sent of a sheet or a script: all that works, and no comment of ours."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from config.staticfiles import without_comments

SOURCE = settings.BASE_DIR / "static"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Where all static files lie, under their hashed names, as a site serves them."""
    folder = tmp_path_factory.mktemp("static")
    backend = {"BACKEND": "config.staticfiles.ModuleManifestStorage"}
    storages = {**settings.STORAGES, "staticfiles": backend}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def served(folder: Path, name: str) -> str:
    stem, _, suffix = name.rpartition(".")
    (path,) = folder.glob(f"{stem}.????????????.{suffix}")
    return path.read_text()


def test_our_sheets_and_scripts_are_sent_without_comments(collected):
    for kind in ("css", "js"):
        for path in (SOURCE / kind).glob(f"*.{kind}"):
            sent = served(collected, f"{kind}/{path.name}")
            assert not [line for line in sent.splitlines() if line.startswith("/*")]


def test_nothing_else_is_lost(collected):
    sent = served(collected, "js/signature-count.js")
    source = without_comments((SOURCE / "js/signature-count.js").read_text(), "js")

    assert "customElements.define" in sent
    assert len(sent.splitlines()) == len(source.splitlines())
    assert 'from "./numbers.' in sent
    assert 'from "./numbers.js"' not in sent


def test_what_others_wrote_stays_as_it_came(collected):
    name = "admin/js/vendor/jquery/jquery.js"
    assert "Copyright" in served(collected, name)


@pytest.mark.parametrize(
    ("kind", "written", "sent"),
    [
        ("css", "/* Why. */\n\n.a { color: red; }\n", ".a { color: red; }\n"),
        ("css", ".a {\n  /* Why. */\n  color: red;\n}\n", ".a {\n  color: red;\n}\n"),
        ("js", "/* Why,\n   and how. */\n\ncall();\n", "\ncall();\n"),
        ("js", "  /* Why. */\n  call();\n", "  call();\n"),
        ("js", 'call("/* no comment */");\n', 'call("/* no comment */");\n'),
        ("js", 'call("a/*", "*/b"); // why\n', 'call("a/*", "*/b"); // why\n'),
    ],
)
def test_only_comments_go(kind, written, sent):
    assert without_comments(written, kind) == sent
