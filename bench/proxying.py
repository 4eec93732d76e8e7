"""nginx in front of a site as in production, and beside it a file of the same size."""

import shutil
from pathlib import Path

from config.launching.parts import Part
from config.launching.proxies import Proxy, nginx

NO_NGINX = (
    "No nginx on this machine (Debian: apt install nginx): the rows through it are left"
    " out, and readers come in at the server itself."
)
STATIC_PATH = "/static/bench-page.html"


def program() -> str | None:
    """nginx; Debian keeps it where only root looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def part(binary: str, folder: Path, *, port: int, site: int, data_dir: Path) -> Part:
    """The proxy of `deploy/`, told that the generator is a proxy before it.

    The generator names a network for each reader, as a CDN would.
    """
    proxy = Proxy(
        listen=f"127.0.0.1:{port}",
        upstream=f"127.0.0.1:{site}",
        data_dir=data_dir,
        folder=folder,
        proxies_before=1,
        writes_access_log=False,
    )
    return nginx(binary, proxy)


def put_static_file(data_dir: Path, size: int) -> None:
    """The file that the proxy serves without asking the site."""
    (data_dir / STATIC_PATH.strip("/")).write_bytes(b"x" * size)
