"""No text that people read is kept from the translators."""

import re

import pytest
from django.conf import settings

from tests.languages import source, unmarked

STATIC_JS = settings.BASE_DIR / "static/js"
# For whoever builds the site, in English (docs/adr/0043).
PARTS_OF_THE_DESIGN = ("templates/branding/design/", "branding/design/")
# Where it stands, what stands there, and why nobody translates it.
NOT_FOR_READERS = {
    "templates/campaigns/robots.txt": {
        "User-agent: * Disallow: 0 Sitemap: 0/sitemap.xml"
    },
    # Names of formats.
    "templates/petitions/data/_downloads.html": {"CSV", "JSON"},
    # How wide a picture is drawn.
    "templates/campaigns/story.html": {
        "(min-width: 78rem) 59rem, (min-width: 60rem) 75vw, 100vw"
    },
    "templates/campaigns/_entry.html": {"(min-width: 60rem) 47rem, 100vw"},
    # The title of a frame on the page of the design.
    "petitions/specimens.py": {"Frame"},
    # Kinds of rows that no page names.
    "comments/models/notices.py": {
        *("AUTHOR = 'author'", "THREAD = 'thread'", "CAMPAIGN = 'campaign'"),
    },
    # Errors of programs, which end in the browser's console, and selectors.
    "static/js/door.js": {"no step of the door", ".field input"},
    "static/js/passkey.js": {"no challenge"},
    "static/js/embed-frame.js": {
        *("button button-quiet", "Allow"),
        "allow-scripts allow-same-origin allow-popups allow-presentation",
    },
    "static/js/moderation-queue.js": {"#queue-undo button", ".queue-tick input"},
    "static/js/reply-form.js": {".write-text label"},
    "static/js/story-editor/dialogs.js": {"button default"},
    "static/js/story-editor/toolbar.js": {"story-toolbar-button story-toolbar-0"},
    "static/js/table-search.js": {"tbody tr"},
}


def unexpected(paths, look):
    """What is found in each file beyond what is known of it."""
    found = {}
    for path in paths:
        name = source.name(path)
        words = set(look(path)) - NOT_FOR_READERS.get(name, set())
        if words and not name.startswith(PARTS_OF_THE_DESIGN):
            found[name] = words
    return found


def in_template(path):
    return unmarked.in_template(str(path.relative_to(settings.BASE_DIR / "templates")))


def test_templates_print_no_text_that_is_not_marked():
    assert not unexpected(source.template_files(".html", ".txt"), in_template)


def test_labels_errors_and_messages_are_marked():
    # A command speaks to operators, in English.
    paths = [path for path in source.python_files() if "management" not in path.parts]
    assert not unexpected(paths, unmarked.in_python)


def test_gettext_has_no_short_name_but_the_one_that_it_looks_for():
    aliases = {
        source.name(path): set(re.findall(r"gettext\w* as (\w+)", path.read_text()))
        for path in source.python_files()
    }
    assert not {name: found for name, found in aliases.items() if found - {"_"}}


def test_scripts_take_their_words_from_the_page():
    assert not unexpected(sorted(STATIC_JS.rglob("*.js")), unmarked.in_script)


# The finding itself


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("<p>Sign now</p>", ["Sign now"]),
        ('{% load i18n %}<p>{% translate "Sign now" %}</p>', []),
        ("{% load i18n %}{% blocktranslate %}Sign now{% endblocktranslate %}", []),
        ('<img alt="A train">', ["A train"]),
        ('<input type="submit" value="Send">', ["Send"]),
        ('<input type="hidden" value="kept">', []),
        ("{% if a %}One{% else %}<b>{{ two }}</b>{% endif %}", ["One"]),
        (
            "{% for a in b %}<li>{{ a }}{% empty %}Nothing yet{% endfor %}",
            ["0Nothing yet"],
        ),
        ('{% include "base.html" with text="Two words" %}', ["Two words"]),
        ("<script>const a = 'no words';</script><code>manage.py</code>", []),
        ("<p>{{ number }} × 3 · a</p>", []),
        ("<p>{{ name }}, {{ place }}</p>", ["0, 0"]),
        ("<p>“{{ words }}”</p>", ["“0”"]),
    ],
)
def test_a_template_is_read_as_a_person_would(written, found, settings, tmp_path):
    (tmp_path / "page.html").write_text(written)
    engine = settings.TEMPLATES[0]
    folders = [tmp_path, *engine["DIRS"]]
    settings.TEMPLATES = [{**engine, "DIRS": folders}]

    assert list(unmarked.in_template("page.html")) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('CharField(label="Name")', ["Name"]),
        ('CharField(label=_("Name"))', []),
        ('raise ValidationError("Too long.")', ["Too long."]),
        ('raise ValidationError(_("Too long."), code="long")', []),
        ('messages.success(request, f"{n} sent")', ["f'{n} sent'"]),
        ('class A(TextChoices):\n    B = "b", "Bee"', ["Bee"]),
        ('class A(TextChoices):\n    B = "b"', ["B = 'b'"]),
        ('class A:\n    verbose_name = "thing"', ["thing"]),
    ],
)
def test_labels_errors_and_messages_are_found(written, found, tmp_path):
    module = tmp_path / "module.py"
    module.write_text(written)

    assert list(unmarked.in_python(module)) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('line.textContent = "Please wait";', ["Please wait"]),
        ("line.textContent = `${n} new replies`;", ["0 new replies"]),
        ('button.textContent = "Send";', ["Send"]),
        ('/* Please wait "for it" */ line.textContent = line.dataset.wait;', []),
        ('element.classList.add("is-open");', []),
    ],
)
def test_words_of_scripts_are_found(written, found, tmp_path):
    script = tmp_path / "script.js"
    script.write_text(written)

    assert list(unmarked.in_script(script)) == found
