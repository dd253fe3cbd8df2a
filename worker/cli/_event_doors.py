"""The doors a file of events can be sent through: HTTP, which answers for each event, and the stream, which does not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import orjson
import redis
import urllib3
from redis.exceptions import RedisError
from urllib3.exceptions import HTTPError

_PATIENCE = urllib3.Retry(
    total=6,
    redirect=0,
    backoff_factor=0.5,
    backoff_max=20,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods=frozenset({"POST"}),
    raise_on_status=False,
    raise_on_redirect=False,
    retry_after_max=60,
)
"""Trying again is safe: the same event twice is a duplicate."""

_BLAMES_THE_BODY = (400, 413, 422)
_TIMEOUT_SECONDS = 30.0


class DoorShut(RuntimeError):
    """Nothing more gets through. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one event; a reason where it was not taken in."""

    status: str
    reason: str = ""


class Door(Protocol):
    """Takes events as JSON texts."""

    where: str
    """What tells this door from those of other installations; shows no key."""

    def send(self, raws: Sequence[bytes]) -> list[Answer]:
        """An answer for each, in order. Raises `DoorShut`; what was sent until then may or may not have got through."""
        ...


class HttpDoor:
    """`POST /events`, in one batch; a batch that the other side cannot take is halved until the one at fault is found."""

    def __init__(self, url: str, key: str, retries: urllib3.Retry = _PATIENCE) -> None:
        self._url = url.rstrip("/")
        if not self._url.endswith("/events"):
            self._url += "/events"
        self.where = hashlib.sha256(f"{self._url} {key}".encode()).hexdigest()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/cloudevents-batch+json"}
        self._pool = urllib3.PoolManager(headers=headers, retries=retries, timeout=_TIMEOUT_SECONDS)

    def send(self, raws: Sequence[bytes]) -> list[Answer]:
        """Post them; 429 and what passes are waited for."""
        try:
            response = self._pool.request("POST", self._url, body=b"[" + b",".join(raws) + b"]")
        except HTTPError as error:
            raise DoorShut(f"{self._url} cannot be reached ({type(error).__name__}). Is it up? See: rapport health") from None
        if response.status in _BLAMES_THE_BODY:
            if len(raws) == 1:
                return [Answer("refused", f"{response.status}: {_detail(response.data)}")]
            half = len(raws) // 2
            return self.send(raws[:half]) + self.send(raws[half:])
        if response.status == 202:
            return _answers(response.data, len(raws))
        raise DoorShut(f"{self._url} answered {response.status}: {_detail(response.data)}{_advice(response.status)}")


class StreamDoor:
    """The stream `rapport:events`; what cannot be understood later shows in `rapport events dead`."""

    def __init__(self, client: redis.Redis, stream: str) -> None:
        self._client, self._stream = client, stream
        there = client.connection_pool.connection_kwargs
        self.where = " ".join(str(there[name]) for name in ("path", "host", "port", "db") if there.get(name)) + f" {stream}"

    def send(self, raws: Sequence[bytes]) -> list[Answer]:
        """Append them, in order."""
        try:
            with self._client.pipeline(transaction=False) as pipe:
                for raw in raws:
                    pipe.xadd(self._stream, {"event": raw})
                pipe.execute()
        except RedisError as error:
            raise DoorShut(f"Redis does not answer ({type(error).__name__}). Is it up? See: rapport health") from None
        return [Answer("queued")] * len(raws)


def _answers(body: bytes, count: int) -> list[Answer]:
    try:
        results = orjson.loads(body)["results"]
        answers = [Answer(str(one["status"]), _reason(one)) for one in results]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise DoorShut(f"The answer is not Rapport's ({type(error).__name__}). Check --url.") from None
    if len(answers) != count:
        raise DoorShut(f"{count} events were sent, and {len(answers)} answered for. Check --url.")
    return answers


def _reason(result: dict[str, object]) -> str:
    faults = result.get("faults")
    if isinstance(faults, list):
        return "; ".join(f"{fault.get('field')}: {fault.get('reason')}" for fault in faults if isinstance(fault, dict))
    return "the same source and id came before with another body" if result.get("status") == "conflict" else ""


def _detail(body: bytes) -> str:
    """The detail of an RFC 9457 problem, else the beginning of what was answered."""
    try:
        return str(orjson.loads(body)["detail"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return body[:200].decode("utf-8", "replace") or "nothing said"


def _advice(status: int) -> str:
    return " Check --key: a key belongs to one source." if status in (401, 403) else ""
