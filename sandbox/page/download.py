"""A letter's attachment, handed out as a file to keep: never shown by the browser, whatever type it claims."""

from __future__ import annotations

import re
from base64 import b64decode

from starlette.responses import Response

_TYPE = re.compile(r"[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+")
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._-]")


def downloaded(attachment: dict[str, str]) -> Response:
    """The answer that hands it out, as SendGrid was given it (`content`, `filename`, perhaps `type`)."""
    kind = attachment.get("type") or ""
    name = _UNSAFE.sub("_", attachment["filename"])
    return Response(
        b64decode(attachment["content"]),
        media_type=kind if _TYPE.fullmatch(kind) else "application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
