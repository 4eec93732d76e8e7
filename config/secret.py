"""Secrets that a first start makes for itself."""

import os
import secrets
from pathlib import Path


def kept_in(path: Path) -> str:
    """The secret in `path`, made and kept (mode 0600) when there is none yet.

    Several processes may start at once: whoever creates the file wins, the others
    read what the winner wrote.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{short()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def short() -> str:
    """A short random word, for names that must not collide."""
    return secrets.token_hex(4)
