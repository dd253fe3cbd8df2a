"""Turns one checked message into the letters that each recipient gets."""

from __future__ import annotations

from typing import Any

from sandbox.letter import Letter

Json = dict[str, Any]


def count_recipients(mail: Json) -> int:
    """How many letters a message makes: one for each address in to, cc and bcc."""
    return sum(len(p.get(kind) or ()) for p in mail["personalizations"] for kind in ("to", "cc", "bcc"))


def expand(mail: Json, call_id: str, first_id: int, now: float) -> list[Letter]:
    """The letters of a message that passed the checks. A personalization's own values win; substitutions reach
    subject, reply-to and content, and nothing else (SendGrid's v3 reference)."""
    letters: list[Letter] = []
    html = "".join(part["value"] for part in mail.get("content") or () if part["type"] == "text/html")
    text = "".join(part["value"] for part in mail.get("content") or () if part["type"] == "text/plain")
    shared = _shared(mail)
    for own in mail["personalizations"]:
        replaced = own.get("substitutions") or {}
        sender = own.get("from") or mail["from"]
        reply_to: Json = mail.get("reply_to") or next(iter(mail.get("reply_to_list") or ()), {})
        same = {
            "from_email": sender["email"],
            "from_name": sender.get("name") or "",
            "subject": _replace(own.get("subject") or mail.get("subject") or "", replaced),
            "html": _replace(html, replaced),
            "text": _replace(text, replaced),
            "reply_to": _replace(reply_to.get("email") or "", replaced),
            "reply_to_name": _replace(reply_to.get("name") or "", replaced),
            "headers": _merge(mail.get("headers"), own.get("headers")),
            "custom_args": {**(mail.get("custom_args") or {}), **(own.get("custom_args") or {})},
            "send_at": float(own.get("send_at") or mail.get("send_at") or 0),
        }
        for recipient in (r for kind in ("to", "cc", "bcc") for r in own.get(kind) or ()):
            index = len(letters)
            to = {"to_email": recipient["email"], "to_name": recipient.get("name") or ""}
            letters.append(Letter(id=first_id + index, call_id=call_id, index=index, at=now, **to, **same, **shared))
    return letters


def _shared(mail: Json) -> Json:
    tracking = mail.get("tracking_settings") or {}
    return {
        "categories": mail.get("categories") or [],
        "attachments": mail.get("attachments") or [],
        "track_opens": bool((tracking.get("open_tracking") or {}).get("enable", True)),
        "track_clicks": bool((tracking.get("click_tracking") or {}).get("enable", True)),
    }


def _merge(message: dict[str, str] | None, own: dict[str, str] | None) -> dict[str, str]:
    merged = dict(message or {})
    for name, value in (own or {}).items():
        for taken in [key for key in merged if key.lower() == name.lower()]:
            del merged[taken]
        merged[name] = value
    return merged


def _replace(text: str, replaced: dict[str, str]) -> str:
    for tag, value in replaced.items():
        text = text.replace(tag, value)
    return text
