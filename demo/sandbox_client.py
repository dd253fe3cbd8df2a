"""Asking the sandbox: what is in the mailbox, what people did, whether anything is still going on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import urllib3

_PAGE = 200


@dataclass(frozen=True, slots=True)
class PeopleNow:
    """What the sandbox says of itself at the handed-in time."""

    quiet: bool
    next_at: datetime | None
    letters: int
    said: str


class SandboxClient:
    """The sandbox's own API."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = urllib3.PoolManager(retries=False, timeout=30)

    def quiet(self) -> PeopleNow:
        """Whether webhooks, reactions and calls have come to rest, and when somebody acts next."""
        found = self._ask("GET", "/api/quiet")
        following = found.pop("next_reaction_at")
        count, quiet = found.pop("count"), found.pop("quiet")
        said = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in found.items() if number)
        return PeopleNow(quiet, instant(following) if following else None, count, said)

    def stand_at(self, moment: datetime) -> None:
        """Let the handed-in time stand at that moment."""
        self._ask("POST", "/api/time", {"at": moment.isoformat()})

    def name_people(self, people: Mapping[str, str]) -> None:
        """Say who is who."""
        self._ask("POST", "/api/people", dict(people))

    def letters(self) -> Iterator[dict[str, Any]]:
        """Every letter in the mailbox, oldest first."""
        after = 0
        while page := self._ask("GET", f"/api/messages?after={after}&limit={_PAGE}"):
            yield from page
            after = page[-1]["id"]

    def what_happened(self, letter_id: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """What was posted about a letter, and what its reader did."""
        found = self._ask("GET", f"/api/messages/{letter_id}")
        return found["posts"], found["reactions"]

    def dropped(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Webhooks that were given up, and acts that failed."""
        found = self._ask("GET", "/api/dropped")
        return found["posts"], found["reactions"]

    def close(self) -> None:
        """Let go of connections."""
        self._http.clear()

    def _ask(self, method: str, path: str, body: object | None = None) -> Any:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        answer = self._http.request(
            method, self._url + path, body=orjson.dumps(body) if body is not None else None, headers=headers
        )
        if answer.status >= 300:
            raise RuntimeError(f"the sandbox answered {method} {path} with {answer.status}: {answer.data[:300]!r}")
        return orjson.loads(answer.data)


def instant(text: str) -> datetime:
    """An ISO 8601 instant, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
