"""Keeps files whose names say what is in them: made twice, they are kept once."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage


def keep(storage: Storage, name: str, data: bytes) -> str:
    """Have `data` under this name, and say the name it got.

    A process that died in the middle of it may have left half of the file.
    """
    if storage.exists(name):
        if storage.size(name) == len(data):
            return name
        storage.delete(name)
    kept: Any = storage.save(name, ContentFile(data))
    return str(kept)
