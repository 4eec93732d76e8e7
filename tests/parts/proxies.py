"""nginx and Caddy: the machine's, else Debian's."""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from config.launching import production, proxies
from tests.parts.finding import (
    PartMissing,
    die_with_parent,
    end,
    free_port,
    install_from_debian,
    wait_for,
)

HELP = "{0} is needed: install it (Debian: apt install {0})."


def program(name: str) -> str:
    """The path of nginx or Caddy, installed once if we may."""
    return _here(name) or _from_debian(name) or _none(name)


def _here(name: str) -> str | None:
    folders = ":".join(production.SYSTEM_FOLDERS)
    return shutil.which(name) or shutil.which(name, path=folders)


def _from_debian(name: str) -> str | None:
    return _here(name) if install_from_debian(name) else None


def _none(name: str) -> str:
    raise PartMissing(HELP.format(name))


@dataclass
class Answer:
    """What the site behind the proxy says, and how."""

    body: bytes = b"page"
    status: int = 200
    headers: dict[str, str] = field(
        default_factory=lambda: {"Cache-Control": "public, max-age=1, s-maxage=1"}
    )


class PretendSite:
    """Stands where the site would, answers as told and remembers what it was asked."""

    def __init__(self) -> None:
        self.port = free_port()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answer = Answer()
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(
                    (self.path, {k.lower(): v for k, v in self.headers.items()})
                )
                answer = site.answer
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def do_POST(self) -> None:
                # A proxy that refuses the body in the middle hangs up.
                with suppress(ConnectionError):
                    self.rfile.read(int(self.headers["Content-Length"]))
                    self.do_GET()

            def log_message(self, *arguments: object) -> None:
                """The tests look at what was asked, not at a log."""

        return Handler


class Proxied:
    """A pretended site with a real proxy before it."""

    def __init__(self, site: PretendSite, proxy: proxies.Proxy) -> None:
        self.site = site
        self.proxy = proxy
        self.url = f"http://{proxy.listen}"

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(self.url + path, headers=headers, timeout=30)

    @property
    def log(self) -> str:
        return self.proxy.access_log.read_text()


@contextmanager
def proxied(name: str, **options: object) -> Iterator[Proxied]:
    """A proxy that runs until the end of the block."""
    folder, site = Path(tempfile.mkdtemp(prefix="clarion-proxy-")), PretendSite()
    proxy = proxies.Proxy(
        listen=f"127.0.0.1:{free_port()}",
        upstream=f"127.0.0.1:{site.port}",
        data_dir=folder / "data of the site",
        folder=folder / name,
        **options,
    )
    part = proxies.part(program(name), proxy)
    process = subprocess.Popen(
        part.command,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **part.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=die_with_parent,
    )
    site.start()
    started = Proxied(site, proxy)
    try:
        wait_for(_answers(started.url), 15, what=f"{name} answers")
        site.asked.clear()
        yield started
    finally:
        end(process)
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str) -> Callable[[], bool]:
    def answers() -> bool:
        try:
            requests.get(f"{url}/healthz", timeout=5)
        except requests.ConnectionError:
            return False
        return True

    return answers
