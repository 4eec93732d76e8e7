"""What `/design/` shows of webhooks (branding/design): a letter."""

from typing import Any

from branding.design.specimens import Chapter


def chapters() -> list[Chapter]:
    return []


def letters() -> dict[str, dict[str, Any]]:
    told = {"endpoint": "https://example.org/hook", "page_url": "/admin/"}
    return {"webhooks/stopped": told}
