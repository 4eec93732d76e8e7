"""Somebody else's program, which receives webhooks: well, badly, slowly or not at all.

A test says how it answers (`answers`), with or without TLS, and looks at what it heard.
"""

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnice"
# The first byte of who wants to speak TLS.
TLS_HELLO = b"\x16"
Answer = bytes | Callable[[socket.socket], None]


@dataclass
class Heard:
    """One request: what was asked, its headers in lower case, and its bytes."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Listens on loopback, on a port of its own, from `start` to `stop`."""

    tls: ssl.SSLContext | None = None
    answer: Answer = OK
    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    greeted: int = 0

    def __post_init__(self) -> None:
        self._listener: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    def start(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(
            target=self._listen, args=[self._listener], daemon=True
        ).start()

    def stop(self) -> None:
        if self._listener:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                caller, _address = listener.accept()
            except OSError:
                return
            self.greeted += 1
            threading.Thread(target=self._serve, args=[caller], daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with suppress(OSError):
            if self.tls:
                caller = self.tls.wrap_socket(caller, server_side=True)
            with caller:
                self.heard.append(_read(caller))
                self._say(caller)

    def _say(self, caller: socket.socket) -> None:
        if isinstance(self.answer, bytes):
            caller.sendall(self.answer)
        else:
            self.answer(caller)


def _read(caller: socket.socket) -> Heard:
    file = caller.makefile("rb")
    if file.peek(1)[:1] == TLS_HELLO:
        return Heard("", {}, b"")
    line = file.readline().decode().strip()
    headers = {}
    while header := file.readline().decode().strip():
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Heard(line, headers, file.read(int(headers.get("content-length", 0))))


# How one can answer


def status(code: int, *more: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {code} Whatever", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "", ""]).encode() + body


def drip(beginning: bytes, seconds: float = 0.05) -> Callable[[socket.socket], None]:
    """A byte now and then, for ever, each well within any wait for a byte."""

    def answer(caller: socket.socket) -> None:
        caller.sendall(beginning)
        for _ in range(10_000):
            caller.sendall(b"x")
            time.sleep(seconds)

    return answer


def hang_up(caller: socket.socket) -> None:
    """Reset the connection, as a machine does whose program has died."""
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def pour(caller: socket.socket) -> None:
    """More than anybody would read."""
    caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(1000):
        caller.sendall(b"y" * 65536)


def keep_silent(caller: socket.socket) -> None:
    with suppress(OSError):
        caller.recv(1)


# Certificates


@dataclass
class Authority:
    """Signs certificates for names; who trusts `file` trusts them."""

    folder: Path

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests")])
        own = self._certificate(self._name, self._key.public_key(), is_authority=True)
        self.file = self.folder / "authority.pem"
        self.file.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def context(self, name: str) -> ssl.SSLContext:
        """What a server shows that calls itself this."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._certificate(subject, key.public_key(), name=name)
        path = self.folder / f"{name}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _certificate(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        *,
        name: str = "",
        is_authority: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        )
        if name:
            names = x509.SubjectAlternativeName([x509.DNSName(name)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())
