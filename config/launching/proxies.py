"""The proxy before the site, nginx or Caddy, from the files in `deploy/`."""

import os
import pwd
import re
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from config.launching.parts import Part, tied
from config.launching.words import CannotStart

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "deploy"
HTTPS_PORT = 443
_BLANK = re.compile(r"@([A-Z_]+)@")


@dataclass(frozen=True)
class Tls:
    """A certificate; perhaps a plain address, whose visitors are sent to SITE_URL."""

    certificate: Path
    key: Path
    redirect_from: str | None = None


@dataclass(frozen=True)
class Proxy:
    """What a proxy's configuration needs to know.

    `listen` and `upstream` are "address:port"; `data_dir` is the site's, whose folders
    `static` and `media` are served from disk; `folder` is the proxy's own, for its
    configuration, cache and log, and is made. `proxies_before` counts further proxies
    of ours between the reader and this one, whose X-Forwarded-For is believed.
    """

    listen: str
    upstream: str
    data_dir: Path
    folder: Path
    site_url: str = ""
    tls: Tls | None = None
    proxies_before: int = 0
    away_page: str = "away.html"
    writes_access_log: bool = True
    error_log: str = "stderr"

    @property
    def access_log(self) -> Path:
        return self.folder / "access.log"


def netloc(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def text_for(program: str, proxy: Proxy) -> str:
    """The configuration for a proxy that is there already."""
    write = caddy_site if Path(program).name == "caddy" else nginx_site
    return write(proxy)


def part(program: str, proxy: Proxy) -> Part:
    """The part for whichever of the two programs this is."""
    make = caddy if Path(program).name == "caddy" else nginx
    return make(program, proxy)


def nginx(binary: str, proxy: Proxy) -> Part:
    """An nginx for this site alone: writes its configuration and tells how to run it.

    For instance

        proxy = Proxy(
            listen="127.0.0.1:8000", upstream="127.0.0.1:8001",
            data_dir=Path("/srv/clarion/var"), folder=Path("/srv/clarion/var/nginx"),
        )
        part = nginx("/usr/sbin/nginx", proxy)

    Run `part.command` and wait until the address answers; it stays in the foreground
    and ends with the process that called this. `part.stop_signal` ends it after the
    requests that it is working on.
    """
    (proxy.folder / "temp").mkdir(mode=0o700, parents=True, exist_ok=True)
    main = proxy.folder / "nginx.conf"
    (proxy.folder / "clarion.conf").write_text(nginx_site(proxy))
    main.write_text(_filled("nginx/nginx.conf", _nginx_frame(proxy)))
    return Part(
        "proxy",
        # Its workers outlive a master that is killed, but not one that is told to end.
        tied(binary, "-e", "stderr", "-c", str(main), when_parent_dies=signal.SIGTERM),
        stop_seconds=15,
        stop_signal=signal.SIGQUIT,
    )


def nginx_site(proxy: Proxy) -> str:
    """The text of clarion.conf, also for an nginx that is there already."""
    address = {"ADDRESS": proxy.listen, "ERROR_LOG": proxy.error_log}
    listen, redirect = f"    listen {proxy.listen} backlog=4096;", ""
    if tls := proxy.tls:
        files = {
            "TLS_CERTIFICATE": _quoted(tls.certificate),
            "TLS_KEY": _quoted(tls.key),
        }
        listen = _filled("nginx/tls.conf", address | files)
        if tls.redirect_from:
            address |= {"ADDRESS": tls.redirect_from, "SITE_URL": proxy.site_url}
            redirect = _filled("nginx/redirect.conf", address)
    blanks = {
        "LISTEN": listen.rstrip(),
        "REDIRECT_SERVER": redirect,
        "UPSTREAM": proxy.upstream,
        "DATA_DIR": _quoted(proxy.data_dir),
        "DEPLOY_DIR": _quoted(TEMPLATES),
        "AWAY_PAGE": proxy.away_page,
        "CACHE_DIR": _quoted(proxy.folder / "cache"),
        "ACCESS_LOG": f"{_quoted(proxy.access_log)} clarion"
        if proxy.writes_access_log
        else "off",
        "ERROR_LOG": proxy.error_log,
        "FORWARDED_FOR": "$proxy_add_x_forwarded_for"
        if proxy.proxies_before
        else "$remote_addr",
        "FORWARDED_PROTO": "$http_x_forwarded_proto"
        if proxy.proxies_before
        else "$scheme",
    }
    return _filled("nginx/clarion.conf", blanks)


def _nginx_frame(proxy: Proxy) -> dict[str, str]:
    """Started by root, its workers stay root, who alone may read what root made."""
    is_root = os.geteuid() == 0
    user = pwd.getpwuid(0).pw_name if is_root else ""
    return {
        "PID_FILE": _quoted(proxy.folder / "nginx.pid"),
        "SITE_FILE": _quoted(proxy.folder / "clarion.conf"),
        "USER": f"user {user} {user};" if is_root else "",
    } | {
        f"{name.upper()}_TEMP": _quoted(proxy.folder / "temp" / name)
        for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi")
    }


def caddy(binary: str, proxy: Proxy) -> Part:
    """A Caddy for this site alone; its certificates are kept in its folder."""
    proxy.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    main = proxy.folder / "Caddyfile"
    main.write_text(caddy_site(proxy))
    options = ("run", "--adapter", "caddyfile", "--config", str(main))
    return Part(
        "proxy",
        tied(binary, *options),
        environ={
            "XDG_DATA_HOME": str(proxy.folder),
            "XDG_CONFIG_HOME": str(proxy.folder),
        },
        stop_seconds=15,
    )


def caddy_site(proxy: Proxy) -> str:
    """The text of the Caddyfile, also for a Caddy that is there already.

    An https SITE_URL without a certificate of ours lets Caddy get one itself.
    """
    host, _, port = proxy.listen.rpartition(":")
    site = urlsplit(proxy.site_url)
    is_https = proxy.tls or (site.scheme == "https" and not proxy.proxies_before)
    address = f"https://{site.hostname or ''}:{port}" if is_https else f"http://:{port}"
    sends_over = is_https and port == str(HTTPS_PORT)
    blanks = {
        "AUTO_HTTPS": "" if sends_over else "auto_https disable_redirects",
        "SITE_ADDRESS": address,
        "BIND": host.strip("[]"),
        "TLS": f"tls {_quoted(proxy.tls.certificate)} {_quoted(proxy.tls.key)}"
        if proxy.tls
        else "",
        "UPSTREAM": proxy.upstream,
        "DATA_DIR": _quoted(proxy.data_dir),
        "DEPLOY_DIR": _quoted(TEMPLATES),
        "AWAY_PAGE": proxy.away_page,
        "ACCESS_LOG": f"file {_quoted(proxy.access_log)}"
        if proxy.writes_access_log
        else "discard",
        "TRUSTED_PROXIES": "trusted_proxies private_ranges"
        if proxy.proxies_before
        else "",
    }
    return _filled("caddy/Caddyfile", blanks)


def _quoted(path: Path) -> str:
    """A path as both proxies read it, spaces and all."""
    if re.search(r"[\"'$\\\n@]", str(path)):
        raise CannotStart(f"A proxy cannot be told of a file with this name: {path}")
    return f'"{path}"'


def _filled(name: str, blanks: Mapping[str, str]) -> str:
    """A file of `deploy/` with what stands between @s filled in."""
    lines = (TEMPLATES / name).read_text().splitlines()
    filled = [
        (line, _BLANK.sub(lambda blank: blanks[blank.group(1)], line)) for line in lines
    ]
    # A line of which nothing is left was not meant for this site.
    return "".join(
        f"{new}\n" for line, new in filled if new.strip() or not line.strip()
    )
