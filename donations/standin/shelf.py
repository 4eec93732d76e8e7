"""What the stand-in keeps: one file for each object, written whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class Shelf:
    """Objects by id, in a folder that several processes share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, row: Row) -> Row:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f".{row['id']}.{os.getpid()}"
        fresh.write_text(json.dumps(row))
        fresh.replace(self._path(row["id"]))
        return row

    def get(self, row_id: str) -> Row | None:
        try:
            found: Row = json.loads(self._path(row_id).read_text())
        except FileNotFoundError:
            return None
        return found

    def of(self, kind: str) -> list[Row]:
        """All of a kind, the newest first, as Stripe lists them."""
        if not self.folder.is_dir():
            return []
        rows = (json.loads(path.read_text()) for path in self.folder.glob("*.json"))
        mine = [row for row in rows if row["object"] == kind]
        return sorted(mine, key=lambda row: (row["created"], row["id"]), reverse=True)

    def _path(self, row_id: str) -> Path:
        name = "".join(letter for letter in row_id if letter.isalnum() or letter == "_")
        return self.folder / f"{name}.json"
