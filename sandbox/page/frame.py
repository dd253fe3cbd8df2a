"""The letter's HTML in a frame that can do nothing: no scripts, no forms, nothing loaded; links open beside."""

from __future__ import annotations

import re

from starlette.responses import HTMLResponse

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_BASE = '<base target="_blank">'


def framed(html: str) -> HTMLResponse:
    """The answer that the frame shows."""
    found = _HEAD.search(html)
    whole = html[: found.end()] + _BASE + html[found.end() :] if found else _BASE + html
    return HTMLResponse(
        whole, headers={"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
    )
