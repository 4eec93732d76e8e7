"""A small OpenID provider on loopback: another company's door, for the tests.

It speaks what OpenID Connect Core asks of the code flow: discovery, authorisation,
token with PKCE and the client's secret, keys, and user info. Who signs in there, and
what it says of them, the test decides.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "clarion", "a-secret-of-two"
KEY_ID = "first"


class OpenidServer:
    """Start it, say who sits in front of it (`person`), and send a browser over."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {}
        # False: a page with a button, as a browser would see it.
        self.allows_at_once = True
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def providers(self) -> dict[str, Any]:
        """What the site's settings say of it."""
        app = {
            "provider_id": "main",
            "name": "Newsroom ID",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": self.url},
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}

    @property
    def environ(self) -> dict[str, str]:
        """The same for a site that is started anew."""
        return {
            "OIDC_SERVER_URL": self.url,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "OIDC_NAME": "Newsroom ID",
        }

    # What its addresses answer

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        text = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())
        return {"keys": [json.loads(text) | {"kid": KEY_ID, "use": "sig"}]}

    def way_back(self, asked: dict[str, str]) -> str:
        """Where a browser goes once its reader allowed it."""
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, posted: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, once; None for a wrong secret, code or verifier."""
        asked = self.codes.pop(posted.get("code", ""), None)
        if asked is None or posted.get("client_secret") != CLIENT_SECRET:
            return None
        if asked["code_challenge"] != _challenge(posted.get("code_verifier", "")):
            return None
        access = secrets.token_urlsafe()
        self.tokens[access] = dict(self.person)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": jwt.encode(
                claims | self.person, self.key, "RS256", headers={"kid": KEY_ID}
            ),
        }


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _handler(openid: OpenidServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            match url.path:
                case "/.well-known/openid-configuration":
                    self._answer(openid.configuration())
                case "/jwks":
                    self._answer(openid.keys())
                case "/favicon.ico":
                    self._send("", "image/x-icon")
                case "/authorize":
                    self._authorize(_fields(url.query))
                case "/userinfo":
                    bearer = self.headers.get("Authorization", "").split()[-1]
                    self._answer(openid.tokens.get(bearer))
                case _:
                    self._answer(None)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._answer(openid.token(_fields(self.rfile.read(length).decode())))

        def _authorize(self, asked: dict[str, str]) -> None:
            if openid.allows_at_once:
                self.send_response(302)
                self.send_header("Location", openid.way_back(asked))
                self.end_headers()
                return
            link = escape(openid.way_back(asked))
            self._send(f'<h1>Newsroom ID</h1><a href="{link}">Allow</a>', "text/html")

        def _answer(self, told: dict[str, Any] | None) -> None:
            status = 200 if told is not None else 400
            self._send(json.dumps(told or {}), "application/json", status)

        def _send(self, text: str, content_type: str, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *about: Any) -> None:
            """Nothing to say."""

    return Handler


def _fields(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
