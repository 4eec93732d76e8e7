"""What must be true before the site answers: tables, static files, demo.

Run as a process of its own, so that the launcher stays small and outlives a fault here.
"""

import hashlib
import io
import logging
import os
import secrets
import sys
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from config.launching.words import say

DEMO_STAFF = "ada@meridian.example"
# Ends a start whose cause has been told already.
TOLD = 3


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        # Of what is made here only mistakes are news to who starts the site.
        logging.disable(logging.INFO)
    except ImproperlyConfigured as error:
        say(f"A setting is wrong: {error}")
        return TOLD
    from django.core.management.base import SystemCheckError
    from django.db import InterfaceError, OperationalError

    try:
        _prepare()
    except SystemCheckError as error:
        say(str(error).strip())
        return TOLD
    except (OperationalError, InterfaceError) as error:
        say(f"The database cannot be used: {str(error).strip().splitlines()[0]}")
        say("Check DATABASE_URL, and that the server runs.")
        return TOLD
    return 0


def _prepare() -> None:
    from django.conf import settings
    from django.core.management import call_command

    # Says something only when something is wrong.
    quiet = io.StringIO()
    call_command("check", tags=["translation"], stdout=quiet)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("check", tags=["database"], databases=["default"], stdout=quiet)
    _collect_static_when_changed()
    if settings.DEMO:
        _load_demo()


# Static files


def _collect_static_when_changed() -> None:
    """Hashing and compressing takes seconds, so it waits for a change."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(state)


def _static_state() -> str:
    """Name, size and time of every source file, and what turns them into output."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(f"{django.VERSION}{settings.STORAGES}".encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


# The demo


def password_file(data_dir: Path) -> Path:
    """Keeps the demo staff's password; there is a file only while it is right."""
    return data_dir / "demo-password"


def _load_demo() -> None:
    from django.conf import settings
    from django.core.management import call_command

    path = password_file(settings.DATA_DIR)
    password = os.environ["DEMO_PASSWORD"] = _demo_password(path)
    call_command("load_demo", verbosity=0, stdout=io.StringIO())
    if _opens_the_door(password):
        _keep(path, password)
    else:
        path.unlink(missing_ok=True)


def _demo_password(path: Path) -> str:
    given = os.environ.get("DEMO_PASSWORD")
    kept = path.read_text().strip() if path.exists() else ""
    return given or kept or secrets.token_urlsafe(9)


def _opens_the_door(password: str) -> bool:
    """False when the staff changed it, or the database is not the demo's."""
    from django.contrib.auth import get_user_model

    staff = get_user_model().objects.filter(email=DEMO_STAFF).first()
    return staff is not None and staff.check_password(password)


def _keep(path: Path, password: str) -> None:
    with open(path, "w", opener=_private) as file:
        file.write(f"{password}\n")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


if __name__ == "__main__":
    sys.exit(main())
