"""A Chromium for the browser tests: the machine's, else npm's, else Debian's."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.parts.finding import KEPT, PartMissing, install_from_debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A whole Chromium in a package: no download by a browser's own installer.
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
UNPACK = (
    "import('@sparticuz/chromium')"
    ".then((it) => it.default.executablePath()).then((path) => console.log(path))"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
]
HELP = (
    "Chromium is needed: set CHROMIUM to its path, or install chromium, "
    "or install Node 20 and npm."
)


def executable() -> str:
    """The path of a Chromium, fetched once if the machine has none."""
    return _here() or _from_npm() or _from_debian() or _none()


def _here() -> str | None:
    if chosen := os.environ.get("CHROMIUM"):
        if not os.access(chosen, os.X_OK):
            raise PartMissing(f"CHROMIUM names {chosen}, which is no program.")
        return chosen
    return next(filter(None, map(shutil.which, NAMES)), None)


def _from_npm() -> str | None:
    folder = KEPT / "chromium"
    unpacked = folder / "tmp" / "chromium"
    if unpacked.exists():
        return str(unpacked)
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    fetched = _quietly(
        "npm",
        "install",
        *("--prefix", str(folder), "--no-save", "--no-audit", "--no-fund"),
        NPM_PACKAGE,
    )
    if not fetched or not _quietly("node", "-e", UNPACK, folder=folder):
        return None
    return str(unpacked) if unpacked.exists() else None


def _from_debian() -> str | None:
    return _here() if install_from_debian("chromium") else None


def _quietly(*command: str, folder: Path | None = None) -> bool:
    tried = subprocess.run(
        command,
        cwd=folder,
        # The package unpacks into TMPDIR, which must be ours to keep.
        env={**os.environ, "TMPDIR": str(KEPT / "chromium" / "tmp")}
        if folder
        else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
        check=False,
    )
    return tried.returncode == 0


def _none() -> str:
    raise PartMissing(HELP)
