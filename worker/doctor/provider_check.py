"""SendGrid: the key is taken and may send; the webhook key is one."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import urllib3

from worker.doctor.finding import Finding, good, note, wrong
from worker.settings import Settings

_SUBJECT = "SendGrid key"
_OK, _UNAUTHORIZED, _FORBIDDEN = 200, 401, 403


def check_provider(settings: Settings) -> Iterator[Finding]:
    """What is known about `SENDGRID_API_KEY` and `SENDGRID_WEBHOOK_PUBLIC_KEY`; nothing where another transport is used."""
    if settings.carrier != "sendgrid":
        return
    yield _key(settings)
    yield good("SendGrid webhook key", "an elliptic curve key; unsigned webhooks are refused")


def _key(settings: Settings) -> Finding:
    url = f"{settings.sendgrid_api_url}/v3/scopes"
    try:
        with urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(total=10)) as pool:
            answer = pool.request("GET", url, headers={"Authorization": f"Bearer {settings.sendgrid_api_key}"})
    except urllib3.exceptions.HTTPError as error:
        if settings.embedded:
            return note(_SUBJECT, "the sandbox does not run", "`rapport up` starts it")
        return wrong(
            _SUBJECT, f"{settings.sendgrid_api_url} is out of reach ({type(error).__name__})", "Let this machine reach it"
        )
    if answer.status in {_UNAUTHORIZED, _FORBIDDEN}:
        return wrong(_SUBJECT, f"refused ({answer.status})", "Make a new key with Mail Send access and set SENDGRID_API_KEY")
    if answer.status != _OK:
        return wrong(_SUBJECT, f"SendGrid answered {answer.status}", "Try again later; see status.sendgrid.com")
    if "mail.send" not in _scopes(answer.data):
        return wrong(_SUBJECT, "it may not send mail", "Give the key Mail Send access")
    return good(_SUBJECT, "taken, and may send" + (" (into the sandbox)" if settings.embedded else ""))


def _scopes(body: bytes) -> list[object]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    scopes = said.get("scopes") if isinstance(said, dict) else None
    return scopes if isinstance(scopes, list) else []
