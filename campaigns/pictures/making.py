"""Makes the smaller forms of pictures that have none yet, and keeps them.

The database says which: a message that got lost only means that the next one finds more
to do.
"""

import logging
import time
from collections.abc import Iterator

from django.apps import apps
from django.core.cache import cache
from django.core.files.storage import Storage
from django.db.models import F
from django.utils import timezone
from PIL import Image

from campaigns.pictures import opening, renditions, storing
from campaigns.pictures.files import StoredPicture
from campaigns.pictures.pictured import Pictured
from campaigns.pictures.renditions import Rendition

logger = logging.getLogger(__name__)
LOCK = "pictures:making"
# Longer than a task may run.
LOCK_SECONDS = 150
# Then the next ring goes on, so that a worker is never held for long.
WORK_SECONDS = 45
MOST_AT_ONCE = 100


def make_missing() -> int:
    """Give every stored picture its forms; how many pictures were done.

    Two workers at once do no harm, only the same work; the lock spares it.
    """
    if not cache.add(LOCK, 1, LOCK_SECONDS):
        return 0
    try:
        return _make_until(time.monotonic() + WORK_SECONDS)
    finally:
        cache.delete(LOCK)


def _make_until(end: float) -> int:
    done = 0
    for name, storage in missing():
        done += _make(name, storage)
        if time.monotonic() > end:
            break
    return done


def missing() -> Iterator[tuple[str, Storage]]:
    """Files that some row names and nothing was made of, each once."""
    settled = StoredPicture.objects.settled().values("name")
    seen = set()
    for model in apps.get_models():
        if not issubclass(model, Pictured):
            continue
        rows = model._default_manager.exclude(picture_file="")
        names = rows.exclude(picture_file__in=settled).order_by("-pk")
        for name in names.values_list("picture_file", flat=True)[:MOST_AT_ONCE]:
            if name not in seen:
                seen.add(name)
                yield name, model._meta.get_field("picture_file").storage


def _make(name: str, storage: Storage) -> bool:
    """Counted before it is tried: what kills its worker is not tried for ever."""
    row, _is_new = StoredPicture.objects.get_or_create(name=name)
    StoredPicture.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    try:
        made = _keep_all(name, storage)
    except (OSError, opening.Refused):
        logger.exception("Could not make the forms of picture %s", row.pk)
        return False
    StoredPicture.objects.filter(pk=row.pk).update(
        renditions=[list(each) for each in made], made_at=timezone.now()
    )
    return True


def _keep_all(name: str, storage: Storage) -> list[Rendition]:
    with storage.open(name) as file:
        # Drawn anew once more: a file of before this was so may be anything.
        clean = opening.clean(file)
    image = Image.open(clean, formats=["JPEG"])
    image.load()
    made = []
    for rendition, data in renditions.of(image):
        storing.keep(storage, rendition.name(name), data)
        made.append(rendition)
    return made
