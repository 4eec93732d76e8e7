"""What `deploy/start` adds: nothing of a demo, and a proxy before the site.

    python -m config.launching.production

prints the configuration of the proxy instead, for one that the machine runs already.
"""

import dataclasses
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ

from config.launching import checking, proxies
from config.launching.proxies import HTTPS_PORT, Proxy, Tls, netloc
from config.launching.words import CannotStart, say

DEFAULTS = {
    "DEMO": "0",
    "WEB_PORT": "8001",
    "PROXY": "",
    "TLS_CERTIFICATE": "",
    "TLS_KEY": "",
}
NEEDED = {
    "DATABASE_URL": "such as postgres://clarion:password@localhost:5432/clarion",
    "SECRET_KEY": "made once by `openssl rand -base64 48`, and kept with the backups",
    "SITE_URL": "the address that readers use, such as https://campaigns.example.org",
}
PROGRAMS = ("nginx", "caddy")
# Not everybody's PATH has the folder where Debian puts nginx.
SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin")
WEB_HOST = "127.0.0.1"
HTTP_PORT = 80


def proxy_program() -> str | None:
    """The proxy to start, None for PROXY=none; all that is missing in one message."""
    program = _program()
    problems = [
        *(f"{name}: {what}" for name, what in NEEDED.items() if not _given(name)),
        *_of_the_demo(),
        *_of_the_program(program),
        *_of_the_certificate(program),
    ]
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise CannotStart(f"Before the site can start, set or mend:\n{lines}")
    if program:
        os.environ["TRUSTED_PROXY_COUNT"] = str(_proxies_before() + 1)
    return program


def web_address() -> tuple[str, int]:
    """Where the site listens behind its proxy: on this machine only."""
    port = checking.port("WEB_PORT")
    if port == checking.port():
        raise CannotStart(f"PORT and WEB_PORT are both {port}; they must differ.")
    checking.address(WEB_HOST, port, "WEB_PORT")
    return WEB_HOST, port


def proxy(program: str, host: str, port: int, data_dir: Path) -> Proxy:
    """What the proxy's configuration has to know, out of the environment."""
    return Proxy(
        listen=netloc(host, port),
        upstream=netloc(WEB_HOST, checking.port("WEB_PORT")),
        data_dir=data_dir,
        folder=data_dir / Path(program).name,
        site_url=_given("SITE_URL").rstrip("/"),
        tls=_tls(host, port),
        proxies_before=_proxies_before(),
        away_page=_away_page(),
    )


def _away_page() -> str:
    """In the site's language, where there is one (config/away.py)."""
    own = f"away.{_given('LANGUAGE_CODE').lower()}.html"
    return own if (proxies.TEMPLATES / own).exists() else "away.html"


def _tls(host: str, port: int) -> Tls | None:
    if not _given("TLS_CERTIFICATE"):
        return None
    return Tls(
        certificate=Path(_given("TLS_CERTIFICATE")).absolute(),
        key=Path(_given("TLS_KEY")).absolute(),
        redirect_from=netloc(host, HTTP_PORT) if port == HTTPS_PORT else None,
    )


def _given(name: str) -> str:
    return os.environ.get(name, "").strip()


def _proxies_before() -> int:
    """Ours is the last of those that TRUSTED_PROXY_COUNT counts."""
    count = _given("TRUSTED_PROXY_COUNT")
    return max(0, int(count) - 1) if count.isdecimal() else 0


def _program() -> str | None:
    chosen = _given("PROXY")
    if chosen == "none":
        return None
    path = os.pathsep.join([os.environ.get("PATH", ""), *SYSTEM_FOLDERS])
    names = [chosen] if chosen else PROGRAMS
    return next(filter(None, (shutil.which(name, path=path) for name in names)), None)


# What may be missing


def _of_the_demo() -> list[str]:
    if os.environ["DEMO"].lower() in environ.Env.BOOLEAN_TRUE_STRINGS:
        return ["DEMO: 0, or unset; with 1 everybody reads the site's letters"]
    return []


def _of_the_program(program: str | None) -> list[str]:
    chosen = _given("PROXY")
    if chosen not in ("", "none", *PROGRAMS):
        return [f"PROXY: nginx, caddy or none, not {chosen!r}"]
    if program is None and chosen != "none":
        wanted = chosen or "nginx"
        return [
            f"PROXY: {wanted} is not here (Debian: sudo apt install {wanted});"
            " none, if a proxy of yours stands before the site"
        ]
    return []


def _of_the_certificate(program: str | None) -> list[str]:
    """https is spoken by this proxy, or by one before it that was counted."""
    pair = {name: _given(name) for name in ("TLS_CERTIFICATE", "TLS_KEY")}
    if any(pair.values()):
        return [
            f"{name}: a file that can be read; it is {path!r}"
            for name, path in pair.items()
            if not os.access(path, os.R_OK)
        ]
    needs_one = (
        program is not None
        and Path(program).name == "nginx"
        and urlsplit(_given("SITE_URL")).scheme == "https"
        and not _proxies_before()
    )
    if needs_one:
        return [
            "TLS_CERTIFICATE and TLS_KEY: files, since SITE_URL is https; or"
            " TRUSTED_PROXY_COUNT: 2, if a proxy before this one speaks TLS"
        ]
    return []


# For a proxy that the machine runs already


def main() -> int:
    """Print its configuration; 1 and a reason when something is missing for it."""
    for name, value in (checking.DEFAULTS | DEFAULTS).items():
        os.environ[name] = os.environ.get(name) or value
    try:
        program = proxy_program()
        if program is None:
            raise CannotStart("PROXY=none needs no configuration.")
        data_dir = Path(os.environ["DATA_DIR"]).absolute()
        ours = proxy(program, os.environ["HOST"], checking.port(), data_dir)
        error_log = str(ours.folder / "error.log")
        say(proxies.text_for(program, dataclasses.replace(ours, error_log=error_log)))
    except CannotStart as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
