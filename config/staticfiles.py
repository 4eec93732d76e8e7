"""Static files under hashed names, compressed, without what no browser reads."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# A comment of a script that begins a line: one within a line may stand in a string.
_COMMENTS = {
    "css": re.compile(r"/\*.*?\*/\s*", re.DOTALL),
    "js": re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE),
}


def without_comments(text: str, kind: str) -> str:
    """A sheet (`css`) or a script (`js`) as it is sent to readers' phones.

    Comments are for whoever reads the source. They were a sixth of what the sheets
    and scripts of a petition's page weighed, compressed.
    """
    return _COMMENTS[kind].sub("", text)


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, rewriting `import` paths in ES modules too.

    Our own sheets and scripts lose their comments on the way; those of others, which
    may hold a licence, stay as they came.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool]]:
        if not dry_run:
            paths = {
                name: (self, name) if self._is_lean(name, *place) else place
                for name, place in paths.items()
            }
        yield from super().post_process(paths, dry_run, **options)

    def _is_lean(self, name: str, source: Any, path: str) -> bool:
        """Whether the collected copy is one of ours, which it makes lean."""
        folder = name.partition("/")[0]
        if folder not in _COMMENTS or not name.endswith(f".{folder}"):
            return False
        with source.open(path) as file:
            lean = without_comments(file.read().decode(), folder)
        self.delete(name)
        self.save(name, ContentFile(lean.encode()))
        return True
