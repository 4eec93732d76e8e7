"""An authenticator app: shows codes as a phone does (RFC 6238)."""

import base64
import hashlib
import hmac
import re
import struct
import time

PERIOD_SECONDS, DIGITS = 30, 6


class App:
    """One that was told the secret of an account."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    @classmethod
    def photographed(cls, page: str) -> "App":
        """The one that was told what a page of ours shows."""
        found = re.search(r'desk-secret">(\w+)<', page)
        assert found, "the page shows a secret"
        return cls(found.group(1))

    def code(self) -> str:
        counter = struct.pack(">Q", int(time.time()) // PERIOD_SECONDS)
        digest = hmac.new(base64.b32decode(self.secret), counter, hashlib.sha1).digest()
        offset = digest[-1] & 15
        (number,) = struct.unpack(">I", digest[offset : offset + 4])
        return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"
