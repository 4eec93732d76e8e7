"""Doors of other companies: each is there once the environment configures it."""

from typing import Any
from urllib.parse import urlsplit

import environ

Providers = dict[str, dict[str, Any]]

# Where a browser is sent from the door; the page's policy must allow it (form-action).
ORIGINS = {
    "google": ["https://accounts.google.com"],
    "apple": ["https://appleid.apple.com"],
    "facebook": ["https://www.facebook.com", "https://m.facebook.com"],
}
OIDC = "openid_connect"


def providers(env: environ.Env) -> Providers:
    """What allauth is told of each, in the order of their buttons."""
    known = {
        "google": _google(env),
        "apple": _apple(env),
        "facebook": _facebook(env),
        OIDC: _openid(env),
    }
    return {name: told for name, told in known.items() if _is_configured(told)}


def _is_configured(told: dict[str, Any]) -> bool:
    return bool(told["APPS"][0]["client_id"])


def _google(env: environ.Env) -> dict[str, Any]:
    app = {
        "client_id": env("GOOGLE_CLIENT_ID", default=""),
        "secret": env("GOOGLE_CLIENT_SECRET", default=""),
    }
    return {"APPS": [app], "SCOPE": ["email"], "OAUTH_PKCE_ENABLED": True}


def _apple(env: environ.Env) -> dict[str, Any]:
    """Apple's names for the four: services ID, key ID, team ID, and the key's text."""
    key = env("APPLE_PRIVATE_KEY", default="").replace("\\n", "\n")
    app = {
        "client_id": env("APPLE_CLIENT_ID", default=""),
        "secret": env("APPLE_KEY_ID", default=""),
        "key": env("APPLE_TEAM_ID", default=""),
        "settings": {"certificate_key": key},
    }
    return {"APPS": [app], "SCOPE": ["email"]}


def _facebook(env: environ.Env) -> dict[str, Any]:
    app = {
        "client_id": env("FACEBOOK_CLIENT_ID", default=""),
        "secret": env("FACEBOOK_CLIENT_SECRET", default=""),
    }
    return {"APPS": [app], "SCOPE": ["email"], "FIELDS": ["id", "email"]}


def _openid(env: environ.Env) -> dict[str, Any]:
    """Any server that speaks OpenID Connect, such as the newsroom's own."""
    server_url = env("OIDC_SERVER_URL", default="").rstrip("/")
    app = {
        "provider_id": "main",
        "name": env("OIDC_NAME", default="OpenID"),
        "client_id": env("OIDC_CLIENT_ID", default="") if server_url else "",
        "secret": env("OIDC_CLIENT_SECRET", default=""),
        "settings": {"server_url": server_url},
    }
    return {"APPS": [app], "SCOPE": ["openid", "email"], "OAUTH_PKCE_ENABLED": True}


def apps(configured: Providers) -> list[str]:
    """The Django apps to install. OpenID's answers 404 while it is not configured."""
    names = [*(name for name in configured if name != OIDC), OIDC]
    return [f"allauth.socialaccount.providers.{name}" for name in names]


def origins(env: environ.Env, configured: Providers) -> list[str]:
    """Where the forms of the door may lead to, besides this site."""
    found = [origin for name in configured for origin in ORIGINS.get(name, [])]
    server_url = env("OIDC_SERVER_URL", default="")
    authorize = env("OIDC_AUTHORIZE_ORIGIN", default="") or _origin(server_url)
    return [*found, authorize] if OIDC in configured else found


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
