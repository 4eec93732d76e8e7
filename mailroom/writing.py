"""Who writes which letter: apps register a writer for each kind they send."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

logger = logging.getLogger(__name__)


class Written(NamedTuple):
    """A letter's words, ready to send.

    Letters to many name the address that stops them at one press of a mail program's
    own button: a post to `unsubscribe` must do it (RFC 8058).
    """

    subject: str
    text: str
    html: str
    unsubscribe: str = ""


class NothingToWrite(Exception):
    """The reason for the letter is gone: withdrawn, erased, done already."""


# What a letter is about, loaded: the writer's one argument. Without a loader the writer
# is given the id itself.
Writer = Callable[[Any], Written]
Loader = Callable[[Collection[int]], Mapping[int, Any]]
_writers: dict[str, Writer] = {}
_loaders: dict[str, Loader] = {}


class Subjects(NamedTuple):
    """What some letters are about, and which kinds could not be loaded."""

    found: dict[tuple[str, int], Any]
    errors: dict[str, Exception]


NONE_LOADED = Subjects({}, {})


def writes(kind: str, *, load: Loader | None = None) -> Callable[[Writer], Writer]:
    """Register the function that writes letters of a kind.

    With `load`, the subjects of many letters come in one query, and the writer is given
    what `load` found for its id; a letter whose subject is not found is dropped.
    """

    def register(writer: Writer) -> Writer:
        _writers[kind] = writer
        if load:
            _loaders[kind] = load
        return writer

    return register


def load(wanted: Iterable[tuple[str, int | None]]) -> Subjects:
    """The subjects of letters, given as kind and id, in one query for each kind.

    A loader that fails spoils its own kind only: a newsletter's mistake must not hold
    up the sign-in codes of the same batch.
    """
    subjects = Subjects({}, {})
    for kind, ids in _by_kind(wanted).items():
        try:
            found = _loaders[kind](ids)
        except Exception as error:
            logger.exception("Subjects of %s cannot be loaded", kind)
            subjects.errors[kind] = error
        else:
            subjects.found.update(((kind, pk), found[pk]) for pk in found)
    return subjects


def _by_kind(wanted: Iterable[tuple[str, int | None]]) -> dict[str, list[int]]:
    ids: dict[str, list[int]] = {}
    for kind, subject_id in wanted:
        if subject_id is not None and kind in _loaders:
            ids.setdefault(kind, []).append(subject_id)
    return ids


def write(
    kind: str,
    subject_id: int | None,
    content: dict[str, str],
    subjects: Subjects = NONE_LOADED,
) -> Written:
    """The words of a letter. Raises NothingToWrite when it has lost its reason."""
    if content:
        return Written(content["subject"], content["text"], content.get("html", ""))
    if subject_id is None or kind not in _writers:
        raise NothingToWrite
    if kind not in _loaders:
        return _writers[kind](subject_id)
    if kind in subjects.errors:
        raise subjects.errors[kind]
    subject = subjects.found.get((kind, subject_id))
    if subject is None:
        raise NothingToWrite
    return _writers[kind](subject)
